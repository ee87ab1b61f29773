package io.gauntlet.lb.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A whole request as a reader understood it.
 *
 * @param fields names and values, in order
 * @param body each byte a character
 */
record Request(String method, String target, int minor, List<Field> fields, String body, List<Field> trailers) {
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "proxy-authorization",
            "proxy-authenticate",
            "content-length");

    /** What a balancer says itself, and nobody else may. */
    private static final Set<String> CLAIMS = Set.of(
            "host",
            "x-request-id",
            "forwarded",
            "via",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-forwarded-server",
            "x-forwarded-prefix",
            "x-real-ip",
            "client-cert",
            "client-cert-chain");

    /** Not to stand in trailers (RFC 9110 section 6.5.1), so it may be left out or kept. */
    private static final Set<String> NO_TRAILERS =
            Set.of("trailer", "expect", "authorization", "cookie", "content-type", "cache-control", "range");

    record Field(String name, String value) {
        private boolean in(Set<String> names) {
            return names.contains(name.toLowerCase(Locale.ROOT));
        }
    }

    /** All values of a field, with their lists taken apart. */
    List<String> list(String name) {
        List<String> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                for (String value : field.value().split(",", -1)) {
                    values.add(value.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return values;
    }

    /** Whether nothing of its connection is to be read after it. */
    boolean closes() {
        List<String> options = list("Connection");
        return options.contains("close") || (minor == 0 && !options.contains("keep-alive"));
    }

    /** The part of it that two hops have in common, whatever stands between them. */
    String essence() {
        List<String> named = list("Connection");
        var text = new StringBuilder(method).append(' ').append(originForm()).append('\n');
        for (Field field : fields) {
            boolean passed = !field.in(HOP_BY_HOP)
                    && !field.in(CLAIMS)
                    && !named.contains(field.name().toLowerCase(Locale.ROOT));
            if (passed) {
                text.append(field.name()).append(": ").append(field.value()).append('\n');
            }
        }
        text.append(body.length()).append(' ').append(sum()).append('\n');
        for (Field field : trailers) {
            if (!field.in(NO_TRAILERS) && !field.in(HOP_BY_HOP) && !field.in(CLAIMS)) {
                text.append(field.name()).append(": ").append(field.value()).append('\n');
            }
        }
        return text.toString();
    }

    /** RFC 9112 section 3.2.2: the authority goes where Host is. */
    private String originForm() {
        if (!target.regionMatches(true, 0, "http://", 0, 7)) {
            return target;
        }
        int end = 7;
        while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        String rest = target.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private String sum() {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(crc.getValue());
    }
}
