package io.gauntlet.harness.bench;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * Requests that come when they come, whether the last ones were answered or not (a Poisson process): times count from when a request was
 * to be sent, so that a balancer which stalls is not spared what would have come meanwhile.
 */
final class OpenLoop {
    /** All balancers get the same arrivals. */
    private static final long SEED = 20_241;

    private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long MOST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long WORTH_SLEEPING_NANOS = Duration.ofMillis(3).toNanos();
    private static final int DIGITS = 3;

    private final int port;
    private final String path;
    private final int connections;

    /** For one port and one path. */
    OpenLoop(int port, String path, int connections) {
        this.port = port;
        this.path = path;
        this.connections = connections;
    }

    /**
     * What came of it.
     *
     * @param late how late requests were sent though a connection was free: the injector's own doing
     * @param unanswered those that had no good answer, or none at all
     */
    record Run(Histogram latency, Histogram late, long unanswered) {}

    /** Sends so many a second for so long. */
    Run load(double rate, Duration time) {
        try (var all = new Connections(port, path, true)) {
            var arrivals = new Arrivals(all, rate, time.toNanos());
            arrivals.run();
            return arrivals.outcome();
        }
    }

    private final class Arrivals implements Connections.Listener {
        private final Connections all;
        private final double meanNanos;
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final Deque<HttpConnection> free = new ArrayDeque<>();
        private final Histogram latency = new Histogram(MOST_NANOS, DIGITS);
        private final Histogram late = new Histogram(MOST_NANOS, DIGITS);
        private final long end;
        private long next;
        private long freeSince;
        private long errors;

        Arrivals(Connections all, double rate, long nanos) {
            this.all = all;
            this.meanNanos = 1e9 / rate;
            free.addAll(all.open(connections));
            long now = System.nanoTime();
            this.end = now + nanos;
            this.freeSince = now;
            this.next = now + gap();
        }

        private long gap() {
            return (long) (-Math.log(1 - random.nextDouble()) * meanNanos);
        }

        @SuppressWarnings("ThreadPriorityCheck") // What answers may have the same processor: it goes first.
        void run() {
            long now = System.nanoTime();
            while ((next < end || free.size() < connections) && now < end + PATIENCE_NANOS) {
                send(now);
                // Whoever sleeps wakes up late; so near to the next request others may run, but this thread stays
                // awake.
                boolean sleeps = Math.min(next, end) - now > WORTH_SLEEPING_NANOS;
                if (all.poll(sleeps ? 1 : 0, this) == 0) {
                    Thread.yield();
                }
                now = System.nanoTime();
            }
        }

        private void send(long now) {
            while (next <= now && next < end && !free.isEmpty()) {
                late.recordValue(Math.min(MOST_NANOS, Math.max(0, now - Math.max(next, freeSince))));
                all.send(free.removeFirst(), next);
                next += gap();
            }
        }

        @Override
        public void answered(HttpConnection connection) {
            long now = System.nanoTime();
            latency.recordValue(Math.min(MOST_NANOS, now - connection.intendedNanos()));
            if (!connection.good()) {
                errors++;
            }
            release(connection, now);
        }

        @Override
        public void closed(HttpConnection old, HttpConnection replacement) {
            if (old.underWay()) {
                errors++;
            }
            free.remove(old);
            release(replacement, System.nanoTime());
        }

        private void release(HttpConnection connection, long now) {
            if (free.isEmpty()) {
                freeSince = now;
            }
            free.addLast(connection);
        }

        Run outcome() {
            // What waited for a connection until the end was never sent.
            long waiting = 0;
            while (next < end) {
                waiting++;
                next += gap();
            }
            return new Run(latency, late, errors + (connections - free.size()) + waiting);
        }
    }
}
