package io.gauntlet.lb.target;

/**
 * The one form in which a path is both matched and sent on, so that no backend can make something else of it than a route
 * did (RFC 3986 section 6.2.2). Stateless.
 *
 * <p>What is encoded without need is decoded, dot segments are resolved, empty segments fall away. What backends read in
 * different ways, and what no honest client sends, is refused.
 */
public final class PathForm {
    private static final String UP = "..";

    private PathForm() {}

    /** What became of a path. */
    public sealed interface Normal {
        /** It is this one. */
        record Path(String text) implements Normal {}

        /** It could mean more than one. */
        record Refused(String reason) implements Normal {}
    }

    /**
     * Where the path of a target ends that is in its form at first sight, as nearly all are; -1 for one that has to be looked
     * at. One scan, no object.
     */
    public static int plainEnd(String target) {
        char before = 0;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '?') {
                return i;
            }
            if (c == '%' || c == '\\' || (before == '/' && (c == '/' || c == '.'))) {
                return -1;
            }
            before = c;
        }
        return target.length();
    }

    /**
     * The form of a path, which has no query.
     *
     * @param encodedSlashes whether {@code %2F} and {@code %5C} may stand in it: as data, for they part no segments here
     */
    public static Normal of(String path, boolean encodedSlashes) {
        var decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '\\') {
                return new Normal.Refused("a backslash in the path");
            }
            if (c != '%') {
                decoded.append(c);
                continue;
            }
            int code = i + 2 < path.length() ? 16 * digit(path.charAt(i + 1)) + digit(path.charAt(i + 2)) : -1;
            if (code <= 0) {
                return new Normal.Refused(
                        code == 0 ? "an encoded NUL in the path" : "a percent sign in the path that encodes nothing");
            }
            if ((code == '/' || code == '\\') && !encodedSlashes) {
                return new Normal.Refused("an encoded slash in the path");
            }
            append(decoded, code);
            i += 2;
        }
        return resolve(decoded.toString());
    }

    /** So far below 0 for what is no hexadecimal digit that no sum with it is a code. */
    private static int digit(char c) {
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        return digit < 0 ? -1000 : digit;
    }

    /** Unreserved characters mean the same with and without (RFC 3986 section 6.2.2.2); the case of digits, nothing. */
    private static void append(StringBuilder to, int code) {
        boolean letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
        if (letter || (code >= '0' && code <= '9') || "-._~".indexOf(code) >= 0) {
            to.append((char) code);
        } else {
            to.append('%').append(upper(code >> 4)).append(upper(code & 15));
        }
    }

    private static char upper(int digit) {
        return Character.toUpperCase(Character.forDigit(digit, 16));
    }

    /** RFC 3986 section 5.2.4, but above the root there is nothing, rather than the root again. */
    private static Normal resolve(String path) {
        var result = new StringBuilder(path.length());
        int begin = 1;
        while (begin <= path.length()) {
            int slash = path.indexOf('/', begin);
            boolean last = slash < 0;
            int end = last ? path.length() : slash;
            String segment = path.substring(begin, end);
            begin = end + 1;
            if (segment.equals(UP)) {
                if (result.length() == 0) {
                    return new Normal.Refused("a path that leads above its root");
                }
                result.setLength(result.lastIndexOf("/"));
            } else if (ambiguous(segment, last)) {
                return new Normal.Refused("a segment in the path that some take for another");
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                result.append('/').append(segment);
                continue;
            }
            if (last) {
                result.append('/');
            }
        }
        return new Normal.Path(result.toString());
    }

    /**
     * Whether it is a dot segment, or none at all, for a server that takes parameters off, or decodes slashes: {@code ..;x},
     * {@code ..%2Fx}, {@code ;x}.
     *
     * @param last whether nothing comes behind it, so that none is as good as an empty one
     */
    private static boolean ambiguous(String segment, boolean last) {
        if (segment.indexOf(';') < 0 && segment.indexOf('%') < 0) {
            return false;
        }
        String parted = segment.replace("%2F", "/").replace("%5C", "/").replace("%3B", ";");
        for (String piece : parted.split("/", -1)) {
            int parameter = piece.indexOf(';');
            String bare = parameter < 0 ? piece : piece.substring(0, parameter);
            if (bare.equals(UP) || bare.equals(".") || (parameter == 0 && !last)) {
                return true;
            }
        }
        return false;
    }
}
