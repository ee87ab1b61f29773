package io.gauntlet.harness.bench;

import io.gauntlet.harness.product.SelfSigned;
import io.gauntlet.harness.run.RunFolder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        var contestants = new Contestants(effort.workers(), settings.jvmOptions()).find(settings.only());
        var cores = settings.apart() ? Cores.split(effort.workers()) : Cores.SHARED;
        var machine = Machine.here();
        var folder = RunFolder.create(settings.runs(), Instant.now(), NAME).path();
        var log = new Log(folder, progress);
        cores.keepThisProcess();
        try (var backends = Backends.start(folder.resolve("backends"), cores)) {
            var ground = new Ground(folder, backends, SelfSigned.in(folder.resolve("tls")), effort.workers());
            var outcome = new Outcome(contestants.get(0).name());
            var facts = new Facts(machine, settings, cores);
            try (var field = Field.start(contestants, ground, outcome, log)) {
                new Saturation(field, settings, cores, outcome, log).measure();
                facts.learn(field);
            }
            return new Result(folder, new PerformancePage(outcome, names(contestants), settings, facts).text());
        }
    }

    private static List<String> names(List<Contestant> contestants) {
        return new ArrayList<>(contestants.stream().map(Contestant::name).toList());
    }
}
