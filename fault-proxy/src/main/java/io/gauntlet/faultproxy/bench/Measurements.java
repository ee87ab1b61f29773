package io.gauntlet.faultproxy.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** All measurements, round by round in turns over all subjects. Not thread-safe. */
final class Measurements {

    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int WARM_UP = 5;

    /** Of what takes long and varies little. */
    private static final int SLOW_ROUNDS = 3;

    private static final int BANDWIDTH_KB = 1000;
    private static final int LATENCY_MILLIS = 100;

    private final List<Subject> subjects;
    private final int rounds;
    private final long nanos;
    private final Map<String, Samples> samples = new TreeMap<>();

    /** Starts a process of a subject. */
    interface Maker {
        Subject make();
    }

    private interface Measurement {
        void of(Subject subject) throws IOException;
    }

    Measurements(List<Subject> subjects, int rounds, long nanos) {
        this.subjects = subjects;
        this.rounds = rounds;
        this.nanos = nanos;
    }

    /** The values of one figure of one subject. */
    Samples of(String figure, String subject) {
        return samples.computeIfAbsent(figure + "/" + subject, absent -> new Samples());
    }

    private void add(String figure, Subject subject, double value) {
        of(figure, subject.name()).add(value);
        System.err.printf("%s %s: %.3f%n", subject.name(), figure, value);
    }

    private void inTurns(Measurement measurement) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (var subject : subjects) {
                measurement.of(subject);
            }
        }
    }

    /**
     * Many small requests on kept connections, as fast as they are answered.
     *
     * @param prefix of the figures' keys
     */
    void requests(String prefix, int connections) throws IOException {
        for (int round = 0; round < WARM_UP; round++) {
            for (var subject : subjects) {
                try (var load = new EchoLoad()) {
                    connect(load, subject, connections);
                    load.run(nanos); // Everything is compiled and allocated by then, connecting and closing too.
                }
            }
        }
        inTurns(subject -> {
            try (var load = new EchoLoad()) {
                connect(load, subject, connections);
                long cpu = subject.cpuNanos();
                var outcome = load.run(nanos);
                add(prefix + "requests/s", subject, outcome.requestsPerSecond());
                add(prefix + "p50 busy, us", subject, outcome.p50Micros());
                add(prefix + "p99 busy, us", subject, outcome.p99Micros());
                if (cpu > 0) {
                    add(prefix + "CPU, us/request", subject, (subject.cpuNanos() - cpu) / 1e3 / outcome.requests());
                }
            }
        });
    }

    private static void connect(EchoLoad load, Subject subject, int connections) throws IOException {
        var entrance = subject.to(load.port());
        for (int i = 0; i < connections; i++) {
            load.connect(entrance);
        }
    }

    /** One connection, one request at a time. */
    void latency() throws IOException {
        inTurns(subject -> {
            try (var load = new EchoLoad()) {
                connect(load, subject, 1);
                var outcome = load.run(nanos);
                add("p50 alone, us", subject, outcome.p50Micros());
                add("p99 alone, us", subject, outcome.p99Micros());
            }
        });
    }

    /** One connection, all the bytes it can carry. */
    void stream() throws IOException {
        inTurns(subject -> {
            try (var stream = new Stream(subject)) {
                stream.bytesPerSecond(nanos / 4);
                long cpu = subject.cpuNanos();
                long start = System.nanoTime();
                double rate = stream.bytesPerSecond(nanos);
                add("stream, MB/s", subject, rate / 1e6);
                if (cpu > 0) {
                    double gigabytes = rate * (System.nanoTime() - start) / 1e18;
                    add("CPU, ms/GB", subject, (subject.cpuNanos() - cpu) / 1e6 / gigabytes);
                }
            }
        });
    }

    /**
     * How near the toxics come to what they are told. Each is on a proxy of its own and stays there: the original holds back a call that
     * removes one for 5 s for each piece of a connection that nobody reads any more, and then answers 503.
     */
    void accuracy() throws IOException {
        var proxies =
                subjects.stream().filter(subject -> subject.cpuNanos() > 0).toList();
        for (int round = 0; round < Math.min(rounds, SLOW_ROUNDS); round++) {
            for (var subject : proxies) {
                bandwidth(subject);
                lateness(subject);
            }
        }
    }

    private void bandwidth(Subject subject) throws IOException {
        var toxic = "{\"type\":\"bandwidth\",\"attributes\":{\"rate\":" + BANDWIDTH_KB + "}}";
        try (var stream = new Stream(subject, toxic)) {
            stream.bytesPerSecond(SETTLE_NANOS); // What the sockets hold is read, and nothing comes but at that rate.
            double rate = stream.bytesPerSecond(Math.max(nanos, SETTLE_NANOS));
            add("bandwidth error, %", subject, 100 * (rate / (BANDWIDTH_KB * 1000.0) - 1));
        }
    }

    private void lateness(Subject subject) throws IOException {
        try (var load = new EchoLoad()) {
            connect(load, subject, 1);
            double without = load.run(nanos / 4).p50Micros();
            subject.toxic("{\"type\":\"latency\",\"attributes\":{\"latency\":" + LATENCY_MILLIS + "}}");
            var outcome = load.run(Math.max(nanos, SETTLE_NANOS));
            add("latency error p50, ms", subject, (outcome.p50Micros() - without) / 1e3 - LATENCY_MILLIS);
            add("latency error p99, ms", subject, (outcome.p99Micros() - without) / 1e3 - LATENCY_MILLIS);
        }
    }

    /** Resident memory before and after so many connections have each sent a request and fallen silent. */
    void memory(int connections, List<Maker> makers) throws IOException {
        for (int round = 0; round < Math.min(rounds, SLOW_ROUNDS); round++) {
            for (var maker : makers) {
                try (var subject = maker.make();
                        var load = new EchoLoad()) {
                    connect(load, subject, 1);
                    LockSupport.parkNanos(SETTLE_NANOS);
                    long before = subject.residentBytes();
                    connect(load, subject, connections);
                    LockSupport.parkNanos(SETTLE_NANOS);
                    long after = subject.residentBytes();
                    add("memory idle, MB", subject, before / 1e6);
                    add("memory with connections, MB", subject, after / 1e6);
                    add("memory, KB/connection", subject, (after - before) / 1e3 / connections);
                }
            }
        }
    }

    /** Says whether all bytes came as they were sent. */
    boolean integrity(long bytes, Maker maker) throws IOException, InterruptedException {
        try (var subject = maker.make()) {
            var outcome = new Integrity(bytes, 1).run(subject);
            add("integrity, GB", subject, outcome.bytes() / 1e9);
            add("integrity, changes of toxics", subject, (double) outcome.changes());
            add("integrity, MB/s", subject, outcome.bytes() / 1e6 / outcome.seconds());
            add("integrity, intact", subject, outcome.intact() ? 1 : 0);
            return outcome.intact();
        }
    }
}
