package io.gauntlet.lb.http;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Names of requests, one unlike the other. Confined to its event loop. */
final class RequestId {
    static final AsciiString FIELD = AsciiString.cached("x-request-id");

    private static final int MAX_LENGTH = 128;

    /** As many as a long has. */
    private static final int DIGITS = 16;

    private final SplittableRandom random = new SplittableRandom();

    /** 128 random bits: no secret, but no two alike. */
    String next() {
        byte[] digits = new byte[2 * DIGITS];
        write(random.nextLong(), digits, 0);
        write(random.nextLong(), digits, DIGITS);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private static void write(long bits, byte[] digits, int at) {
        long rest = bits;
        for (int i = at + DIGITS - 1; i >= at; i--) {
            digits[i] = (byte) HexFormat.of().toLowHexDigit((int) rest);
            rest >>>= 4;
        }
    }

    /** Whether a name that a proxy gave may stand in logs. */
    static boolean fit(@Nullable String name) {
        return name != null
                && !name.isEmpty()
                && name.length() <= MAX_LENGTH
                && name.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\\');
    }
}
