package io.gauntlet.lb.http1;

import io.netty.handler.codec.DateFormatter;
import io.netty.util.AsciiString;
import java.util.Date;

/** What HTTP/1.1 can carry in a field (RFC 9110 sections 5.1 and 5.5). Stateless. */
public final class FieldSyntax {
    private FieldSyntax() {}

    /**
     * The name. With anything else in it, it could end its line and begin another.
     *
     * @throws IllegalArgumentException if it is not a token
     */
    public static CharSequence name(CharSequence name) {
        boolean token = name.length() > 0 && (name instanceof AsciiString ascii ? token(ascii) : token(name));
        if (!token) {
            throw new IllegalArgumentException("the name of a field is not a token");
        }
        return name;
    }

    private static boolean token(AsciiString name) {
        byte[] bytes = name.array();
        int end = name.arrayOffset() + name.length();
        boolean token = true;
        for (int i = name.arrayOffset(); i < end; i++) {
            token &= Octets.token(bytes[i]);
        }
        return token;
    }

    private static boolean token(CharSequence name) {
        boolean token = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            token &= c < 128 && Octets.token((byte) c);
        }
        return token;
    }

    /**
     * The value as text; a date as HTTP writes it.
     *
     * @throws IllegalArgumentException if it has a control character, or one that is no octet
     */
    public static String value(CharSequence name, Object value) {
        if (value instanceof FieldValue known) {
            return known.text();
        }
        String text = value instanceof Date date ? DateFormatter.format(date) : value.toString();
        requireText(name, text);
        return text;
    }

    static void requireText(CharSequence name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || !Octets.text((byte) c)) {
                throw new IllegalArgumentException("value of " + name + ": has a character that no field may have");
            }
        }
    }
}
