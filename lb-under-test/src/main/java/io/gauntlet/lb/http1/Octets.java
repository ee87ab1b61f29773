package io.gauntlet.lb.http1;

/** What each byte may be a part of (RFC 9110 section 5.6.2, RFC 9112 section 5). Stateless. */
final class Octets {
    private static final int COUNT = 256;
    private static final boolean[] TOKEN = new boolean[COUNT];
    private static final boolean[] TEXT = new boolean[COUNT];
    private static final byte[] LOWER = new byte[COUNT];

    static {
        for (int c = 0; c < COUNT; c++) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            boolean digit = c >= '0' && c <= '9';
            TOKEN[c] = letter || digit || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            TEXT[c] = c == '\t' || (c >= ' ' && c != 127);
            LOWER[c] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
    }

    private Octets() {}

    /** Whether it may stand in the name of a method or a field. */
    static boolean token(byte octet) {
        return TOKEN[octet & 0xff];
    }

    /** Whether it may stand in a field's value or a reason phrase: no control character, so no NUL, CR or LF either. */
    static boolean text(byte octet) {
        return TEXT[octet & 0xff];
    }

    static boolean blank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    static boolean digit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static int lower(int octet) {
        return LOWER[octet & 0xff];
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte octet) {
        if (digit(octet)) {
            return octet - '0';
        }
        int lower = lower(octet);
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
