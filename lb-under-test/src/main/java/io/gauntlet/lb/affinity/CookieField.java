package io.gauntlet.lb.affinity;

import org.jspecify.annotations.Nullable;

/** Finds one cookie in a field (RFC 6265 sections 4.1.1 and 4.2.1), without parsing the others into objects. */
final class CookieField {
    private CookieField() {}

    /** The value that a {@code Set-Cookie} field gives to the cookie of this name; null when it sets another. */
    static @Nullable String set(String field, String name) {
        int end = field.indexOf(';');
        return value(end < 0 ? field : field.substring(0, end), name);
    }

    /** The value of the first cookie of this name in a {@code Cookie} field, or null. */
    static @Nullable String value(String field, String name) {
        int begin = 0;
        while (begin < field.length()) {
            int end = field.indexOf(';', begin);
            end = end < 0 ? field.length() : end;
            while (begin < end && field.charAt(begin) == ' ') {
                begin++;
            }
            int value = begin + name.length() + 1;
            if (value <= end && field.startsWith(name, begin) && field.charAt(value - 1) == '=') {
                return field.substring(value, end).strip();
            }
            begin = end + 1;
        }
        return null;
    }
}
