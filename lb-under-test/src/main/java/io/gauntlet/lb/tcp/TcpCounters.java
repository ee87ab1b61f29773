package io.gauntlet.lb.tcp;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the TCP plane did by itself. Thread-safe. */
public final class TcpCounters {
    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();

    void refused(String reason) {
        refused.computeIfAbsent(reason, unused -> new LongAdder()).increment();
    }

    /** Connections that were closed before they came to a backend, by the reason. */
    public Map<String, Long> refused() {
        Map<String, Long> result = new TreeMap<>();
        refused.forEach((reason, count) -> result.put(reason, count.sum()));
        return result;
    }
}
