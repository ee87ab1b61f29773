package io.gauntlet.harness.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** As many requests as a balancer answers, and what each costs it. */
final class Saturation {
    /** Peers are as fast as they get within seconds. */
    private static final Duration PEERS_WARM = Duration.ofSeconds(2);

    private final Field field;
    private final BenchSettings settings;
    private final Cores cores;
    private final Outcome outcome;
    private final Log log;
    private final Wrk wrk;

    Saturation(Field field, BenchSettings settings, Cores cores, Outcome outcome, Log log) {
        this.field = field;
        this.settings = settings;
        this.cores = cores;
        this.outcome = outcome;
        this.log = log;
        var program = Wrk.find().orElseThrow(() -> new BenchException("no wrk on the path (expected: one)"));
        this.wrk = new Wrk(program, cores, settings.effort().connections());
    }

    /** What load is put on for a measure. */
    private record Way(String scheme, String path, boolean kept) {
        static Way of(Measure measure) {
            return switch (measure) {
                case REQUESTS_64K -> new Way("http", "/64k", true);
                case CONNECTIONS -> new Way("http", "/1k", false);
                case TLS -> new Way("https", "/1k", true);
                case REQUESTS_1K, CPU, LATENCY, IDLE_MEMORY, START -> new Way("http", "/1k", true);
            };
        }

        String url(Spot spot) {
            return scheme + "://" + Spot.HOST + ":" + (scheme.equals("https") ? spot.tlsPort() : spot.port()) + path;
        }
    }

    /** Warms all up, then measures what was asked for. */
    void measure() {
        var wanted = settings.measures();
        for (var measure : List.of(Measure.REQUESTS_1K, Measure.REQUESTS_64K, Measure.CONNECTIONS, Measure.TLS)) {
            boolean first = measure == Measure.REQUESTS_1K;
            if (wanted.contains(measure) || (first && wanted.contains(Measure.CPU))) {
                // First on all processors, since compilers have much to do, then on those that it keeps.
                warmUp(measure, first ? settings.effort().warmUp() : PEERS_WARM.multipliedBy(2));
                measure(measure);
            }
        }
    }

    private void warmUp(Measure measure, Duration time) {
        for (var balancer : field.all()) {
            boolean ours = balancer.name().equals(Contestant.OURS);
            var length = ours || time.compareTo(PEERS_WARM) < 0 ? time : PEERS_WARM;
            log.say("warming up " + balancer.name() + " for " + length.toSeconds() + " s (" + measure.word() + ")");
            wrk.load(
                    Way.of(measure).url(balancer.spot()),
                    length,
                    Way.of(measure).kept());
            cores.keepBalancer(balancer.family().pids());
            balancer.trim();
        }
    }

    private void measure(Measure measure) {
        var slices = new Alternation(settings.effort().rounds(), outcome, log);
        slices.play(measure, field.others(outcome), name -> slice(measure, field.get(name)));
        if (measure == Measure.REQUESTS_1K) {
            outcome.copy(measure, Measure.CPU);
        }
    }

    private Map<Kind, Double> slice(Measure measure, Balancer balancer) {
        var way = Way.of(measure);
        var before = balancer.family().cpu();
        long start = System.nanoTime();
        var load = wrk.load(way.url(balancer.spot()), settings.effort().slice(), way.kept());
        double nanos = System.nanoTime() - start;
        var cpu = balancer.family().cpu().minus(before);
        check(measure, balancer, load);
        balancer.trim();
        Map<Kind, Double> reading = new EnumMap<>(Kind.class);
        reading.put(Kind.RATE, load.rate());
        reading.put(Kind.CPU, cpu.nanos() / 1e3 / load.requests());
        reading.put(Kind.USER, cpu.userNanos() / 1e3 / load.requests());
        reading.put(Kind.SYSTEM, cpu.systemNanos() / 1e3 / load.requests());
        reading.put(Kind.BUSY, 100 * cpu.nanos() / (nanos * settings.effort().workers()));
        return reading;
    }

    /** A figure of a balancer that fails, or that does not write its log, is none. */
    private void check(Measure measure, Balancer balancer, LoadSlice load) {
        if (load.requests() == 0 || !balancer.alive()) {
            throw new BenchException(
                    balancer.name() + " answered nothing (" + measure.word() + ")" + balancer.lastWords());
        }
        if (load.errors() > 0) {
            log.say(balancer.name() + ": " + load.errors() + " errors beside " + load.requests() + " answers");
            outcome.note("Errors of " + balancer.name() + " in a slice of " + measure.word());
        }
        if (balancer.logged() == 0) {
            outcome.note("The access log of " + balancer.name() + " was empty after a slice of " + measure.word());
        }
    }
}
