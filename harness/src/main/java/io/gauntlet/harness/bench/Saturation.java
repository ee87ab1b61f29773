package io.gauntlet.harness.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** As many requests as a balancer answers, and what each costs it. */
final class Saturation {
    /** Peers are as fast as they get within seconds, and so is ours with what it has done before in another way. */
    private static final Duration WARM = Duration.ofSeconds(2);

    private static final List<Measure> ORDER =
            List.of(Measure.REQUESTS_1K, Measure.REQUESTS_64K, Measure.CONNECTIONS, Measure.TLS);

    private final Field field;
    private final Ground ground;
    private final Outcome outcome;
    private final Log log;
    private final LoadGenerator generator;

    Saturation(Field field, Ground ground, Outcome outcome, Log log, LoadGenerator generator) {
        this.field = field;
        this.ground = ground;
        this.outcome = outcome;
        this.log = log;
        this.generator = generator;
    }

    /** Warms all up, then measures what is wanted, and what other measures need. */
    void measure(Set<Measure> wanted) {
        Set<Measure> needed = EnumSet.noneOf(Measure.class);
        needed.addAll(wanted);
        if (wanted.contains(Measure.CPU) || wanted.contains(Measure.LATENCY)) {
            needed.add(Measure.REQUESTS_1K);
        }
        var warm = ground.effort().warmUp();
        for (var measure : ORDER) {
            if (!needed.contains(measure)) {
                continue;
            }
            if (Way.of(measure).tls() && !generator.speaksTls()) {
                outcome.note("Not measured: " + measure.word() + ", which needs wrk on the path");
                continue;
            }
            measure(measure, warm);
            warm = ground.effort().warmUpAnew();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void measure(Measure measure, Duration warm) {
        ground.backends().answering(Way.of(measure).bytes());
        // First on all processors, since compilers have much to do, then on those that each keeps.
        field.all().forEach(balancer -> warmUp(measure, balancer, warm));
        new Alternation(ground.effort(), outcome, log)
                .play(measure, field.others(outcome), name -> slice(measure, field.get(name)));
        ground.backends().answering(Backends.SMALL);
        if (measure == Measure.REQUESTS_1K) {
            outcome.copy(measure, Measure.CPU);
        }
    }

    private void warmUp(Measure measure, Balancer balancer, Duration time) {
        var length = balancer.ours() ? time : shorter(time, WARM);
        log.say("warming up " + balancer.name() + " for " + length.toSeconds() + " s (" + measure.word() + ")");
        generator.load(Way.of(measure), balancer.spot(), length);
        ground.cores().keepBalancer(balancer.family().pids());
        balancer.trim();
        balancer.warm();
    }

    private Map<Kind, Double> slice(Measure measure, Balancer balancer) {
        var before = balancer.family().cpu();
        long start = System.nanoTime();
        var load =
                generator.load(Way.of(measure), balancer.spot(), ground.effort().slice());
        double nanos = System.nanoTime() - start;
        var cpu = balancer.family().cpu().minus(before);
        check(measure, balancer, load);
        double logged = balancer.logged();
        balancer.trim();
        Map<Kind, Double> reading = new EnumMap<>(Kind.class);
        reading.put(Kind.RATE, load.rate());
        reading.put(Kind.CPU, cpu.nanos() / 1e3 / load.requests());
        reading.put(Kind.USER, cpu.userNanos() / 1e3 / load.requests());
        reading.put(Kind.SYSTEM, cpu.systemNanos() / 1e3 / load.requests());
        reading.put(Kind.BUSY, 100 * cpu.nanos() / (nanos * ground.effort().workers()));
        reading.put(Kind.LOGGED, logged / load.requests());
        return reading;
    }

    /** A figure of a balancer that fails, or that does not write its log, is none. */
    private void check(Measure measure, Balancer balancer, LoadSlice load) {
        if (2 * load.errors() >= load.requests() || !balancer.alive()) {
            throw new BenchException("%s does not answer well: %d requests, %d errors in a slice of %s%s"
                    .formatted(balancer.name(), load.requests(), load.errors(), measure.word(), balancer.lastWords()));
        }
        if (load.errors() > 0) {
            var errors = "%s: %d errors beside %d answers in a slice of %s"
                    .formatted(balancer.name(), load.errors(), load.requests(), measure.word());
            log.say(errors);
            outcome.note(errors);
        }
        if (balancer.logged() == 0) {
            outcome.note("The access log of " + balancer.name() + " was empty after a slice of " + measure.word());
        }
    }
}
