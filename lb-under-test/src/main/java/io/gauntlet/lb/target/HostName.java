package io.gauntlet.lb.target;

/** The name in {@code uri-host [":" port]}, which is what Host and {@code :authority} say (RFC 9110 section 7.2). Stateless. */
public final class HostName {
    private HostName() {}

    /** Where the name ends, without its port and the dot of the root; -1 where there is none, or something else. */
    public static int end(String authority) {
        int end = authority.startsWith("[") ? endOfAddress(authority) : endOfName(authority);
        if (end <= 0 || !port(authority, end)) {
            return -1;
        }
        return end > 1 && authority.charAt(end - 1) == '.' ? end - 1 : end;
    }

    private static int endOfName(String authority) {
        int end = 0;
        while (end < authority.length() && ofName(authority.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean ofName(char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }

    private static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int endOfAddress(String authority) {
        int close = authority.indexOf(']');
        for (int i = 1; i < close; i++) {
            char c = authority.charAt(i);
            boolean digit = c < 128 && Character.digit(c, 16) >= 0;
            if (!digit && c != ':' && c != '.') {
                return -1;
            }
        }
        return close < 2 ? -1 : close + 1;
    }

    private static boolean port(String authority, int from) {
        if (from < authority.length() && authority.charAt(from) != ':') {
            return false;
        }
        for (int i = from + 1; i < authority.length(); i++) {
            if (authority.charAt(i) < '0' || authority.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
