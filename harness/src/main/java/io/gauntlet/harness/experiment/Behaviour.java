package io.gauntlet.harness.experiment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a backend behaves, in the keys of its control API; what is not said is the default: status 200, 64 bytes, at once,
 * alive and ready.
 */
public record Behaviour(Map<String, Object> keys) {
    /** Answers at once. */
    public static final Behaviour DEFAULT = new Behaviour(Map.of());

    public Behaviour {
        keys = Map.copyOf(keys);
    }

    /** Answers after a delay. */
    public static Behaviour answeringAfter(Duration delay) {
        return DEFAULT.with("delayMillis", delay.toMillis());
    }

    /** Answers in pieces, chunked. */
    public static Behaviour streaming(int bytes, int chunks, Duration interval) {
        return DEFAULT.with("bodyBytes", bytes).with("chunks", chunks).with("chunkIntervalMillis", interval.toMillis());
    }

    /** Also: says that it is not ready. */
    public Behaviour unready() {
        return with("ready", Map.of("status", 503));
    }

    /** Also: its readiness endpoint never answers, as when the database behind it is locked. */
    public Behaviour readinessHangs() {
        return with("ready", Map.of("hang", true));
    }

    private Behaviour with(String key, Object value) {
        var all = new LinkedHashMap<>(keys);
        all.put(key, value);
        return new Behaviour(all);
    }
}
