package io.gauntlet.faultproxy.toxic;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the head of an HTTP/1.x request says about it. Immutable.
 *
 * @param path without host and query
 * @param framing where the request ends
 * @param last whether the connection cannot be used after an answer that comes instead of the upstream's
 */
record RequestHead(String method, String path, Framing framing, boolean last) {

    /** A body's length, or that it is chunked, or that everything that follows is another protocol. */
    record Framing(long length, boolean chunked, boolean tunnel) {}

    long length() {
        return framing.length;
    }

    boolean chunked() {
        return framing.chunked;
    }

    boolean tunnel() {
        return framing.tunnel;
    }

    /** Reads a head with its empty line, or nothing if it is not one of HTTP/1.x or its length makes no sense. */
    static @Nullable RequestHead parse(String text) {
        var lines = text.split("\r?\n", -1);
        var words = lines[0].split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            return null;
        }
        boolean last = words[2].equals("HTTP/1.0");
        boolean tunnel = words[0].equals("CONNECT");
        boolean chunked = false;
        long length = 0;
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            var name = colon < 0 ? "" : lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
            var value = lines[i].substring(colon + 1).strip().toLowerCase(Locale.ROOT);
            switch (name) {
                case "content-length" -> length = length(value);
                case "transfer-encoding" -> chunked = value.endsWith("chunked");
                case "connection" -> last = value.contains("close") || (last && !value.contains("keep-alive"));
                // Whether the body comes after a refusal is the client's choice, so nothing after it can be told apart.
                case "expect" -> last = true;
                // h2c is offered by clients that go on with HTTP/1.1 when it is ignored, and begins with a preface if
                // not.
                case "upgrade" -> tunnel |= !value.equals("h2c");
                default -> {
                    // Says nothing about where the request ends.
                }
            }
        }
        if (length < 0) {
            return null;
        }
        return new RequestHead(words[0], path(words[1]), new Framing(length, chunked, tunnel), last || tunnel);
    }

    private static long length(String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    /** The path of {@code /a?b} and of {@code http://host/a?b}. */
    private static String path(String target) {
        var path = target;
        int scheme = path.indexOf("://");
        if (scheme > 0 && !path.startsWith("/")) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
