package io.gauntlet.harness.experiment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a backend behaves, in the keys of its control API; what is not said is the default: status 200, 64 bytes, at once,
 * alive and ready.
 */
public record Behaviour(Map<String, Object> keys) {
    /** Answers at once. */
    public static final Behaviour DEFAULT = new Behaviour(Map.of());

    private static final Map<String, Object> HANGS = Map.of("hang", true);

    /** More than any run sends. */
    private static final int ENDLESS = 100_000;

    public Behaviour {
        keys = Map.copyOf(keys);
    }

    /** Answers after a delay. */
    public static Behaviour answeringAfter(Duration delay) {
        return DEFAULT.with("delayMillis", delay.toMillis());
    }

    /** Answers in pieces, chunked. */
    public static Behaviour streaming(long bytes, int chunks, Duration interval) {
        return DEFAULT.with("bodyBytes", bytes).with("chunks", chunks).with("chunkIntervalMillis", interval.toMillis());
    }

    /** Also: with bodies of this size. */
    public Behaviour sending(long bytes) {
        return with("bodyBytes", bytes);
    }

    /** Also: with this status. */
    public Behaviour status(int status) {
        return with("status", status);
    }

    /** Also: works on so many requests at a time and lets all others wait, however many they are. */
    public Behaviour atATime(int requests) {
        return with("capacity", Map.of("concurrent", requests, "queue", ENDLESS));
    }

    /** Also: closes each connection after so many requests, and says so. */
    public Behaviour closingAfter(int requests) {
        return with("keepAlive", Map.of("maxRequests", requests));
    }

    /**
     * Also: closes idle connections at random moments, and with this chance just when a request is on its way to it, which
     * it then never reads.
     */
    public Behaviour closingIdle(Duration from, Duration to, double crossing) {
        return with(
                "keepAlive",
                Map.of(
                        "idleCloseMillis",
                        Map.of("min", from.toMillis(), "max", to.toMillis()),
                        "staleProbability",
                        crossing));
    }

    /** Also: behaves otherwise, with this chance, where a request has this method. */
    public Behaviour sometimes(String method, double chance, Behaviour other) {
        return with("rules", List.of(Map.of("method", method, "probability", chance, "then", other.keys())));
    }

    /** Also: behaves otherwise where a request has this path. */
    public Behaviour at(String path, Behaviour other) {
        return with("rules", List.of(Map.of("path", path, "then", other.keys())));
    }

    /** Closes without an answer. */
    public static Behaviour closing() {
        return DEFAULT.with("close", "before_head");
    }

    /** Takes requests and never answers one, and no probe either. */
    public static Behaviour hanging() {
        return DEFAULT.with("hang", "before_head").with("live", HANGS).silentToProbes();
    }

    /** Also: says that it is not ready. */
    public Behaviour unready() {
        return with("ready", Map.of("status", 503));
    }

    /** Also: says so to the next probe, and to no other. */
    public Behaviour unreadyOnce() {
        return with("ready", Map.of("status", 503, "next", 1));
    }

    /** Also: its readiness endpoint never answers. */
    public Behaviour silentToProbes() {
        return with("ready", HANGS);
    }

    /** Also: its readiness endpoint asks the database that all backends share. */
    public Behaviour askingDatabase() {
        return with("ready", Map.of("database", true));
    }

    private Behaviour with(String key, Object value) {
        var all = new LinkedHashMap<>(keys);
        all.put(key, value);
        return new Behaviour(all);
    }
}
