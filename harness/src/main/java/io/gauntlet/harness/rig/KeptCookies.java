package io.gauntlet.harness.rig;

import io.gauntlet.harness.recording.Heard;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Keeps the first cookie of each name that an answer sets, for ever: a client that neither lets one expire nor takes another. */
final class KeptCookies {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Those that this answer sets, unless there are others of their names. */
    void keep(Heard heard) {
        for (var cookie : heard.field("Set-Cookie")) {
            var pair = cookie.split(";", 2)[0].split("=", 2);
            if (pair.length == 2) {
                values.putIfAbsent(pair[0].strip(), pair[1].strip());
            }
        }
    }

    /** As the value of a {@code Cookie} field (RFC 6265, section 4.2.1). */
    String field() {
        return values.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }
}
