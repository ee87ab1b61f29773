package io.gauntlet.harness.bench;

import io.gauntlet.harness.product.SelfSigned;
import io.gauntlet.harness.run.RunFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Measures balancers beside each other: the same backends, as many workers each, connections kept to the backends, and on each what users
 * have on: an access log, forwarded fields, health checks, metrics.
 */
public final class Bench {
    private static final String NAME = "bench-lb";

    private final BenchSettings settings;
    private final Consumer<String> progress;

    /**
     * One that was not begun.
     *
     * @param progress takes a line now and then
     */
    public Bench(BenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * What came of it.
     *
     * @param folder the run's, with every slice in it
     * @param page in Markdown
     */
    public record Result(Path folder, String page) {}

    /**
     * Measures everything that was asked for.
     *
     * @throws BenchException when this machine can't, with what would be right
     */
    public Result run() {
        var effort = settings.effort();
        if (settings.measures().contains(Measure.IDLE_MEMORY)) {
            Machine.requireDescriptors(effort.idle());
        }
        var contestants = new Contestants(effort.workers(), settings.jvmOptions()).find(settings.only());
        var cores = settings.apart() ? Cores.split(effort.workers()) : Cores.SHARED;
        var facts = new Facts(settings, cores);
        var folder = RunFolder.create(settings.runs(), Instant.now(), NAME).path();
        cores.keepThisProcess();
        try (var backends = Backends.start(folder.resolve("backends"))) {
            var ground = new Ground(folder, backends, SelfSigned.in(folder.resolve("tls")), cores, effort);
            var outcome = new Outcome(contestants.get(0).name());
            measure(contestants, ground, outcome, facts);
            var names = contestants.stream().map(Contestant::name).toList();
            return new Result(folder, new PerformancePage(outcome, names, settings, facts).text());
        }
    }

    private void measure(List<Contestant> contestants, Ground ground, Outcome outcome, Facts facts) {
        var log = new Log(ground.folder(), progress);
        var generator = LoadGenerator.best(ground.cores(), ground.effort().connections());
        facts.tools(generator, ground.backends());
        Map<String, Contestant> fresh = new LinkedHashMap<>();
        var running = contestants.stream()
                .filter(contestant ->
                        !contestant.differsByItsStart() || contestant.name().equals(outcome.reference()))
                .toList();
        try (var field = Field.start(running, ground, outcome, log)) {
            contestants.stream()
                    .filter(contestant -> field.has(contestant.name()) || !running.contains(contestant))
                    .forEach(contestant -> fresh.put(contestant.name(), contestant));
            new Saturation(field, ground, outcome, log, generator).measure(settings.measures());
            if (settings.measures().contains(Measure.LATENCY)) {
                new LatencyMeasure(
                                field,
                                ground.effort(),
                                outcome,
                                log,
                                ground.backends().ports().get(0))
                        .measure();
            }
            facts.learn(field);
        }
        var alone = new FreshMeasures(fresh, ground, outcome, log);
        for (var measure : List.of(Measure.IDLE_MEMORY, Measure.START)) {
            if (settings.measures().contains(measure)) {
                alone.measure(measure);
            }
        }
        facts.end();
    }
}
