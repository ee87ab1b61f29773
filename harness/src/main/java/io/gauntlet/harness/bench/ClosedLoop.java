package io.gauntlet.harness.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients that send the next request as soon as the last one was answered. */
final class ClosedLoop {
    /** Rates are told for so many answers at a time. */
    static final int WINDOW = 1_000;

    private static final long SILENCE_NANOS = Duration.ofSeconds(20).toNanos();
    private static final long POLL_MILLIS = 100;

    private final int port;
    private final String path;
    private final int connections;
    private final boolean kept;

    /** For one port and one path; with connections that are not kept each request has one of its own. */
    ClosedLoop(int port, String path, int connections, boolean kept) {
        this.port = port;
        this.path = path;
        this.connections = connections;
        this.kept = kept;
    }

    /**
     * What came of it.
     *
     * @param windowNanos how long each thousand answers took
     */
    record Run(LoadSlice slice, List<Long> windowNanos) {}

    /** Loads it for so long. */
    Run load(Duration time) {
        try (var all = new Connections(port, path, kept)) {
            var tally = new Tally(all, System.nanoTime());
            all.open(connections).forEach(tally::next);
            while (System.nanoTime() - tally.start < time.toNanos()) {
                all.poll(POLL_MILLIS, tally);
                if (System.nanoTime() - tally.last > SILENCE_NANOS) {
                    throw new BenchException("no answer from port " + port + " for 20 s");
                }
            }
            double seconds = (System.nanoTime() - tally.start) / 1e9;
            return new Run(new LoadSlice(tally.answers, seconds, tally.errors), tally.windows);
        }
    }

    private final class Tally implements Connections.Listener {
        private final Connections all;
        private final List<Long> windows = new ArrayList<>();
        private final long start;
        private long last;
        private long windowStart;
        private long answers;
        private long errors;

        Tally(Connections all, long start) {
            this.all = all;
            this.start = start;
            this.last = start;
            this.windowStart = start;
        }

        void next(HttpConnection connection) {
            all.send(connection, 0);
        }

        @Override
        public void answered(HttpConnection connection) {
            last = System.nanoTime();
            answers++;
            if (!connection.good()) {
                errors++;
            }
            if (answers % WINDOW == 0) {
                windows.add(last - windowStart);
                windowStart = last;
            }
            if (kept) {
                next(connection);
            }
        }

        @Override
        public void closed(HttpConnection old, HttpConnection replacement) {
            if (old.underWay()) {
                errors++;
            }
            next(replacement);
        }
    }
}
