package io.gauntlet.lb.http1;

import io.netty.util.AsciiString;

/** Compares names of fields, which differ by more than case (RFC 9110 section 5.1). Stateless. */
final class FieldNames {
    private FieldNames() {}

    /** Equal for equal names. Names that are known beforehand keep it, so asking for one that isn't there costs next to nothing. */
    static int hash(CharSequence name) {
        return AsciiString.hashCode(name);
    }

    static int hash(byte[] bytes, int from, int to) {
        return new AsciiString(bytes, from, to - from, false).hashCode();
    }

    /** The bit of a name in a set of names that may say yes too often, but never no. */
    static long bit(int hash) {
        return 1L << ((hash * 0x9E3779B9) >>> 26);
    }

    static boolean equal(byte[] bytes, int from, int to, CharSequence name) {
        if (to - from != name.length()) {
            return false;
        }
        if (name instanceof AsciiString ascii) {
            return equal(bytes, from, to, ascii.array(), ascii.arrayOffset());
        }
        for (int i = from; i < to; i++) {
            char c = name.charAt(i - from);
            if (bytes[i] != c && (c > 127 || Octets.lower(bytes[i]) != Octets.lower(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equal(byte[] bytes, int from, int to, byte[] others, int at) {
        for (int i = from; i < to; i++) {
            byte other = others[at + i - from];
            if (bytes[i] != other && Octets.lower(bytes[i]) != Octets.lower(other)) {
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
