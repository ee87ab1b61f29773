package io.gauntlet.faultproxy.toxic;

import java.util.random.RandomGenerator;

/**
 * Which requests a toxic is about. Immutable.
 *
 * @param method in capitals; empty for all
 * @param path where a {@code *} stands for any characters; empty for all
 * @param probability of each that matches, 0 to 1
 */
record RequestMatch(String method, String path, double probability) {

    /** No request at all. */
    static final RequestMatch NONE = new RequestMatch("", "", 0);

    RequestMatch {
        require(method, path, probability);
    }

    static void require(String method, String path, double probability) {
        Attributes.requireText("method", method);
        Attributes.requireText("path", path);
        Attributes.requireShare("probability", probability);
    }

    boolean matches(RequestHead head, RandomGenerator random) {
        return (method.isEmpty() || method.equals(head.method()))
                && (path.isEmpty() || glob(path, head.path()))
                && (probability == 1 || random.nextDouble() < probability);
    }

    /** Goes back to the last star only, which is enough and makes it at worst the product of both lengths. */
    private static boolean glob(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
