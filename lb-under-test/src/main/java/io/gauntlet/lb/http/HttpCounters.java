package io.gauntlet.lb.http;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the HTTP plane did by itself. Thread-safe. */
public final class HttpCounters {
    private final Map<String, LongAdder> ownAnswers = new ConcurrentHashMap<>();
    private final LongAdder brokenAnswers = new LongAdder();
    private final LongAdder goneClients = new LongAdder();

    void ownAnswer(String reason) {
        ownAnswers.computeIfAbsent(reason, unused -> new LongAdder()).increment();
    }

    void brokenAnswer() {
        brokenAnswers.increment();
    }

    void goneClient() {
        goneClients.increment();
    }

    /** Answers that did not come from a backend, by their reason. */
    public Map<String, Long> ownAnswers() {
        Map<String, Long> result = new TreeMap<>();
        ownAnswers.forEach((reason, count) -> result.put(reason, count.sum()));
        return result;
    }

    /** Answers that a backend did not finish. */
    public long brokenAnswers() {
        return brokenAnswers.sum();
    }

    /** Requests whose client left before the answer was complete. */
    public long goneClients() {
        return goneClients.sum();
    }
}
