package io.gauntlet.backends.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.Outcome;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How many requests of each kind are received and not yet ended, and how the others ended. Thread-safe. */
final class InFlight {

    @GuardedBy("this") private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    @GuardedBy("this") private final Map<Kind, Map<Outcome, Long>> ended = new EnumMap<>(Kind.class);

    /** One more; gives the count with this one. */
    synchronized int begin(Kind kind) {
        return counts.merge(kind, 1, Integer::sum);
    }

    synchronized void end(Kind kind, Outcome outcome) {
        counts.merge(kind, -1, Integer::sum);
        ended.computeIfAbsent(kind, any -> new EnumMap<>(Outcome.class)).merge(outcome, 1L, Long::sum);
        notifyAll();
    }

    synchronized int count(Kind kind) {
        return counts.getOrDefault(kind, 0);
    }

    synchronized long ended(Kind kind, Outcome outcome) {
        return ended.getOrDefault(kind, Map.of()).getOrDefault(outcome, 0L);
    }

    /** Waits until nothing is in flight, but not longer than this. */
    synchronized void awaitNone(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (counts.values().stream().anyMatch(count -> count > 0)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }
}
