package io.gauntlet.lb.http1;

/** Compares names of fields, which differ by more than case (RFC 9110 section 5.1). Stateless. */
final class FieldNames {
    private FieldNames() {}

    /** Equal for equal names; made of so little that asking for a field that isn't there costs next to nothing. */
    static int hash(CharSequence name) {
        int length = name.length();
        return length == 0 ? 0 : mix(length, name.charAt(0), name.charAt(length / 2), name.charAt(length - 1));
    }

    static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        return length == 0 ? 0 : mix(length, bytes[from], bytes[from + length / 2], bytes[to - 1]);
    }

    private static int mix(int length, int first, int middle, int last) {
        return (length << 24) ^ (Octets.lower(first) << 16) ^ (Octets.lower(middle) << 8) ^ Octets.lower(last);
    }

    /** The bit of a name in a set of names that may say yes too often, but never no. */
    static long bit(int hash) {
        return 1L << ((hash * 0x9E3779B9) >>> 26);
    }

    static boolean equal(byte[] bytes, int from, int to, CharSequence name) {
        if (to - from != name.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = name.charAt(i - from);
            if (bytes[i] != c && (c > 127 || Octets.lower(bytes[i]) != Octets.lower(c))) {
                return false;
            }
        }
        return true;
    }

    static boolean equal(CharSequence one, CharSequence other) {
        if (one.length() != other.length()) {
            return false;
        }
        for (int i = 0; i < one.length(); i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b && ((a | b) > 127 || Octets.lower(a) != Octets.lower(b))) {
                return false;
            }
        }
        return true;
    }
}
