package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is measured of processes that have just been started: how soon they are there, and what idle connections take. */
final class FreshMeasures {
    private static final Duration SETTLES = Duration.ofSeconds(1);
    private static final Duration FEW_REQUESTS = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int OPENED_AT_ONCE = 50;
    private static final long POLL_MILLIS = 100;
    private static final Duration ALL_ANSWERED = Duration.ofSeconds(20);

    /** From when on it counts as warm: so much of the rate that it comes to, twice in a row. */
    private static final double WARM = 0.8;

    /** The cold start is watched for so many slices, and the last fifth of it is what is come to. */
    private static final int SLICES = 3;

    private static final int LAST = 5;

    private final Map<String, Contestant> contestants;
    private final Ground ground;
    private final BenchSettings.Effort effort;
    private final Outcome outcome;
    private final Log log;

    /**
     * For these.
     *
     * @param contestants by name
     */
    FreshMeasures(Map<String, Contestant> contestants, Ground ground, Outcome outcome, Log log) {
        this.contestants = contestants;
        this.ground = ground;
        this.effort = ground.effort();
        this.outcome = outcome;
        this.log = log;
    }

    /** Measures one of {@link Measure#IDLE_MEMORY} and {@link Measure#START}. */
    void measure(Measure measure) {
        var others = contestants.values().stream()
                .filter(contestant -> measure == Measure.START || !contestant.differsByItsStart())
                .map(Contestant::name)
                .filter(name -> !name.equals(outcome.reference()))
                .toList();
        new Alternation(effort, outcome, log).play(measure, others, name -> {
            var contestant = contestants.get(name);
            if (contestant == null) {
                throw new IllegalArgumentException("no balancer " + name);
            }
            return reading(measure, contestant);
        });
    }

    private Map<Kind, Double> reading(Measure measure, Contestant contestant) {
        var balancer = Balancer.start(contestant, ground);
        try (balancer) {
            return measure == Measure.START ? start(balancer) : memory(balancer);
        } finally {
            balancer.spot().remove();
        }
    }

    private Map<Kind, Double> start(Balancer balancer) {
        var windows =
                closedLoop(balancer).load(effort.slice().multipliedBy(SLICES)).windowNanos();
        Map<Kind, Double> reading = new EnumMap<>(Kind.class);
        reading.put(Kind.FIRST_ANSWER, balancer.firstAnswer().toNanos() / 1e6);
        if (windows.size() > LAST) {
            reading.put(Kind.COLD, rate(windows.get(0)));
            reading.put(Kind.WARM, (double) warm(windows) * ClosedLoop.WINDOW);
        }
        return reading;
    }

    private ClosedLoop closedLoop(Balancer balancer) {
        var way = Way.of(Measure.START);
        return new ClosedLoop(way.port(balancer.spot()), way.path(), effort.connections(), way.kept());
    }

    private static double rate(long nanos) {
        return ClosedLoop.WINDOW * 1e9 / nanos;
    }

    /** How many windows are over when two in a row are as fast as the last ones, all but a fifth. */
    static int warm(List<Long> windows) {
        long total = windows.stream().mapToLong(Long::longValue).sum();
        List<Double> last = new ArrayList<>();
        long elapsed = 0;
        for (long window : windows) {
            elapsed += window;
            if (elapsed >= total - total / LAST) {
                last.add(rate(window));
            }
        }
        double enough = WARM * Spread.of(last).median();
        for (int i = 0; i + 1 < windows.size(); i++) {
            if (rate(windows.get(i)) >= enough && rate(windows.get(i + 1)) >= enough) {
                return i + 1;
            }
        }
        return windows.size();
    }

    private Map<Kind, Double> memory(Balancer balancer) {
        closedLoop(balancer).load(FEW_REQUESTS);
        settle();
        double fresh = balancer.family().residentBytes();
        var way = Way.of(Measure.IDLE_MEMORY);
        try (var connections = new Connections(way.port(balancer.spot()), way.path(), true)) {
            int closed = fill(balancer, connections);
            settle();
            closed += look(connections);
            if (closed > 0) {
                outcome.note(
                        balancer.name() + " closed idle connections, so that there were fewer than " + effort.idle());
            }
            double idle = balancer.family().residentBytes();
            Map<Kind, Double> reading = new EnumMap<>(Kind.class);
            reading.put(Kind.FRESH, fresh / 1e6);
            reading.put(Kind.IDLE, idle / 1e6);
            reading.put(Kind.PER_CONNECTION, (idle - fresh) / 1e3 / effort.idle());
            return reading;
        }
    }

    /** Opens all, each with one request that is answered before it falls silent; returns how many were closed meanwhile. */
    private int fill(Balancer balancer, Connections connections) {
        var count = new Count();
        for (int opened = 0; opened < effort.idle(); opened += OPENED_AT_ONCE) {
            int more = Math.min(OPENED_AT_ONCE, effort.idle() - opened);
            int due = count.answered + more;
            connections.open(more).forEach(connection -> connections.send(connection, 0));
            boolean all = Waiting.within(ALL_ANSWERED, Duration.ZERO, () -> {
                connections.poll(POLL_MILLIS, count);
                return count.answered + count.closed >= due;
            });
            if (!all) {
                throw new BenchException(balancer.name() + " answered " + count.answered + " of " + (opened + more)
                        + " connections" + balancer.lastWords());
            }
        }
        return count.closed;
    }

    private static int look(Connections connections) {
        var count = new Count();
        connections.poll(0, count);
        return count.closed;
    }

    private static void settle() {
        Waiting.within(SETTLES, PAUSE, () -> false);
    }

    private static final class Count implements Connections.Listener {
        private int answered;
        private int closed;

        @Override
        public void answered(HttpConnection connection) {
            answered++;
        }

        @Override
        public void closed(HttpConnection old, HttpConnection replacement) {
            closed++;
        }
    }
}
