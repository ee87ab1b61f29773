package io.gauntlet.lb.config;

/**
 * What of a request a hashing algorithm goes by.
 *
 * @param field the name of the header field; empty for the other sources
 */
public record HashKey(Source source, String field) {
    /** The address of the client; an IPv6 client is known by its /64. */
    public static final HashKey CLIENT_ADDRESS = new HashKey(Source.CLIENT_ADDRESS, "");

    private static final String HEADER = "header:";

    /** What may be a key. */
    public enum Source {
        CLIENT_ADDRESS,
        /** Without the query. */
        PATH,
        /** The first value of a field; the client's address where a request has none. */
        HEADER
    }

    /** Reads {@code client-address}, {@code path} or {@code header:NAME}; throws {@link IllegalArgumentException}. */
    static HashKey parse(String text) {
        if (text.equals("client-address")) {
            return CLIENT_ADDRESS;
        }
        if (text.equals("path")) {
            return new HashKey(Source.PATH, "");
        }
        if (text.startsWith(HEADER) && token(text.substring(HEADER.length()))) {
            return new HashKey(Source.HEADER, text.substring(HEADER.length()));
        }
        throw new IllegalArgumentException(
                "'" + text + "' (expected: client-address, path, or a field such as header:X-User)");
    }

    /** As it stands in the configuration file. */
    public String text() {
        return switch (source) {
            case CLIENT_ADDRESS -> "client-address";
            case PATH -> "path";
            case HEADER -> HEADER + field;
        };
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean token(String text) {
        return text.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
    }
}
