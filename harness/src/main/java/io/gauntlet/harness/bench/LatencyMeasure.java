package io.gauntlet.harness.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * How long answers take when there is room: at half of what the slower of a balancer and the reference carries, so that both get as many
 * requests. The same requests go past the balancer right before, and what they take is not the balancer's.
 */
final class LatencyMeasure {
    private static final double SHARE = 0.5;

    /** Slices without a balancer, so that the first ones with one have a median to be compared with. */
    private static final int BEFOREHAND = 3;

    private final Field field;
    private final BenchSettings.Effort effort;
    private final Outcome outcome;
    private final Log log;
    private final int backend;

    /**
     * For these balancers.
     *
     * @param backend the port of one
     */
    LatencyMeasure(Field field, BenchSettings.Effort effort, Outcome outcome, Log log, int backend) {
        this.field = field;
        this.effort = effort;
        this.outcome = outcome;
        this.log = log;
        this.backend = backend;
    }

    void measure() {
        var slices = new Alternation(effort, outcome, log);
        for (var name : field.others(outcome)) {
            double rate = SHARE * Math.min(saturation(name), saturation(outcome.reference()));
            log.say("latency: %s and %s at %.0f requests/s".formatted(name, outcome.reference(), rate));
            // What sends the requests gets warm, too.
            load(Outcome.DIRECT, backend, rate, effort.slice());
            warmUp(name, rate);
            warmUp(outcome.reference(), rate);
            List<Map<Kind, Double>> direct = new ArrayList<>();
            for (int i = 0; i < BEFOREHAND; i++) {
                direct.add(load(Outcome.DIRECT, backend, rate, effort.slice().dividedBy(2)));
            }
            slices.play(Measure.LATENCY, List.of(name), balancer -> slice(balancer, rate, direct));
        }
    }

    /** A compiler takes connections that are always busy for the rule until it has seen others, and then begins anew. */
    private void warmUp(String name, double rate) {
        var balancer = field.get(name);
        load(name, balancer.spot().port(), rate, balancer.ours() ? effort.warmUpAnew() : effort.slice());
        balancer.trim();
    }

    private double saturation(String name) {
        return outcome.values(Measure.REQUESTS_1K, name, Kind.RATE).median();
    }

    private Map<Kind, Double> slice(String name, double rate, List<Map<Kind, Double>> direct) {
        var latest = load(Outcome.DIRECT, backend, rate, effort.slice().dividedBy(2));
        outcome.alone(Measure.LATENCY, Outcome.DIRECT, latest);
        direct.add(latest);
        var balancer = field.get(name);
        var reading = load(name, balancer.spot().port(), rate, effort.slice());
        balancer.trim();
        reading.put(Kind.ADDED_P50, added(reading, direct, Kind.P50));
        reading.put(Kind.ADDED_P99, added(reading, direct, Kind.P99));
        reading.put(Kind.ADDED_P999, added(reading, direct, Kind.P999));
        return reading;
    }

    /** Against the median of all slices at this rate: a single one may have met with a hiccup of the machine. */
    private static double added(Map<Kind, Double> reading, List<Map<Kind, Double>> direct, Kind kind) {
        var past = direct.stream().map(other -> Pair.value(other, kind)).toList();
        return Pair.value(reading, kind) - Spread.of(past).median();
    }

    private Map<Kind, Double> load(String name, int port, double rate, Duration time) {
        var run = new OpenLoop(port, Way.of(Measure.LATENCY).path(), effort.connections()).load(rate, time);
        if (run.unanswered() > 0) {
            outcome.note(name + " left requests without a good answer in a slice of latency");
        }
        Map<Kind, Double> reading = new EnumMap<>(Kind.class);
        reading.put(Kind.OFFERED, rate);
        reading.put(Kind.P50, micros(run.latency(), 50));
        reading.put(Kind.P99, micros(run.latency(), 99));
        reading.put(Kind.P999, micros(run.latency(), 99.9));
        reading.put(Kind.LATE, micros(run.late(), 99));
        return reading;
    }

    private static double micros(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1e3;
    }
}
