package io.gauntlet.harness.cli;

import io.gauntlet.harness.bench.Bench;
import io.gauntlet.harness.bench.BenchException;
import io.gauntlet.harness.bench.BenchSettings;
import io.gauntlet.harness.bench.Measure;
import io.gauntlet.harness.file.WholeFile;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.product.UnusableProductException;
import io.gauntlet.harness.report.Print;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.verdict.ExitStatus;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the reference balancer beside every peer that is installed. */
@Command(
        name = "bench lb",
        synopsisHeading = "Usage: gauntlet ",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Measures the reference balancer beside HAProxy, NGINX, Envoy, Caddy and Traefik, where they are on the path.")
final class BenchLbCommand implements Callable<Integer> {
    private static final int QUICK_ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration QUICK_WARM_UP = Duration.ofSeconds(5);
    private static final String PAGE = "performance.md";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "NAME,NAME,...",
            split = ",",
            description =
                    "which: gauntlet, gauntlet-io-uring, gauntlet-warmed-up, haproxy, nginx, envoy, caddy, traefik (default:"
                            + " all that are installed, the second and the third left out)")
    private List<String> only = List.of();

    @Option(
            names = "--measure",
            paramLabel = "NAME,NAME,...",
            split = ",",
            description =
                    "what: requests-1k, requests-64k, connections, tls, latency, cpu, idle-memory, start (default: all)")
    private List<String> measures = List.of();

    @Option(names = "--rounds", description = "pairs that count, of each balancer (default: ${DEFAULT-VALUE})")
    private int rounds = 5;

    @Option(
            names = "--agreement",
            paramLabel = "PERCENT",
            description = "how far two slices of the one whom all are compared with may be apart for the pair between"
                    + " them to count (default: ${DEFAULT-VALUE})")
    private int agreement = 25;

    @Option(
            names = "--slice",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "how long one balancer is loaded at a time, in whole seconds (default: 2s)")
    private Duration slice = Duration.ofSeconds(2);

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "how long the reference balancer is loaded before, in whole seconds (default: 15s)")
    private Optional<Duration> warmUp = Optional.empty();

    @Option(
            names = "--quick",
            description = "a short look: 2 rounds, and a warm-up of 5s unless --warm-up says otherwise")
    private boolean quick;

    @Option(
            names = "--workers",
            description = "event loops, threads or processes of each balancer (default: ${DEFAULT-VALUE})")
    private int workers = 1;

    @Option(names = "--connections", description = "that load is put on (default: ${DEFAULT-VALUE})")
    private int connections = 64;

    @Option(names = "--idle", description = "connections for idle-memory (default: ${DEFAULT-VALUE})")
    private int idle = 10_000;

    @Option(
            names = "--jvm-options",
            paramLabel = "OPTIONS",
            description = "of the reference balancer's virtual machine, instead of the launcher's: one word, such as"
                    + " \"-XX:+UseSerialGC -Xmx256m\"")
    private Optional<String> jvmOptions = Optional.empty();

    @Option(
            names = "--shared",
            description = "let balancer and load share all processors, instead of some for each where there is taskset")
    private boolean shared;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "where the page goes (default: performance.md beside the folder of runs for a whole run; for one with"
                            + " --quick, --only or --measure the run's own folder alone)")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            description = "where the run's folder is made (default: ${DEFAULT-VALUE})")
    private Path results = Path.of(System.getProperty("gauntlet.results", "results/runs"));

    /** Runs the command, and returns the exit status. */
    static int run(String... arguments) {
        Logging.configure();
        var line = new CommandLine(new BenchLbCommand())
                .setExecutionExceptionHandler((failure, command, result) -> Main.report(failure, command));
        Terminal.columns().ifPresent(line::setUsageHelpWidth);
        return line.execute(arguments);
    }

    @Override
    public Integer call() {
        try {
            var result = new Bench(settings(), this::say).run();
            var page = result.folder().resolve(PAGE);
            WholeFile.write(page, result.page());
            var copy = out.or(() -> whole() ? Optional.of(published()) : Optional.empty());
            if (copy.isPresent()) {
                WholeFile.write(copy.get().toAbsolutePath(), result.page());
            }
            spec.commandLine().getOut().println(result.page());
            say("wrote " + copy.orElse(page));
            return ExitStatus.PASSED;
        } catch (UnusableProductException e) {
            throw new UsageException("--only: " + String.valueOf(e.getMessage()).replaceFirst("^lb: ", ""));
        } catch (BenchException | RigException | RunFolder.UnwritableException | UncheckedIOException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private void say(String text) {
        spec.commandLine().getErr().println(text);
        spec.commandLine().getErr().flush();
    }

    private BenchSettings settings() {
        require("--rounds", rounds, 1, 100);
        require("--agreement", agreement, 1, 100_000);
        require("--workers", workers, 1, 256);
        require("--connections", connections, 1, 10_000);
        require("--idle", idle, 1, 1_000_000);
        require("--slice", slice.toSeconds(), 1, 600);
        var warm = warmUp.orElse(quick ? QUICK_WARM_UP : WARM_UP);
        require("--warm-up", warm.toSeconds(), 1, 600);
        var effort = new BenchSettings.Effort(
                quick ? QUICK_ROUNDS : rounds, agreement / 100.0, slice, warm, workers, connections, idle);
        return new BenchSettings(
                only,
                chosen(),
                effort,
                jvmOptions.map(options -> Arrays.stream(options.strip().split("\\s+"))
                        .filter(option -> !option.isEmpty())
                        .toList()),
                !shared,
                results,
                command());
    }

    private Set<Measure> chosen() {
        return measures.isEmpty()
                ? EnumSet.allOf(Measure.class)
                : measures.stream().map(Measure::named).collect(Collectors.toSet());
    }

    private boolean whole() {
        return !quick && only.isEmpty() && measures.isEmpty();
    }

    private Path published() {
        return results.toAbsolutePath().resolveSibling(PAGE);
    }

    private String command() {
        List<String> words = new ArrayList<>(List.of("./gauntlet", "bench", "lb"));
        words.addAll(spec.commandLine().getParseResult().originalArgs());
        return Print.command(words);
    }

    private static void require(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new UsageException(option + ": " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
