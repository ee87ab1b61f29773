package io.gauntlet.faultproxy.bench;

import io.gauntlet.faultproxy.RealToxiproxy;
import io.gauntlet.faultproxy.StderrLogging;
import io.gauntlet.faultproxy.link.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures this proxy beside a real Toxiproxy, where there is one, and no proxy, in alternating rounds of one run. */
@Command(
        name = "gauntlet-bench-fault-proxy",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        version = "gauntlet-bench-fault-proxy 0.1.0",
        description = "Measures the fault proxy beside a real Toxiproxy and no proxy.")
public final class Bench implements Callable<Integer> {

    private static final int WRONG_USAGE = 2;
    private static final int MAX_ROUNDS = 100;
    private static final int MAX_CONNECTIONS = 20_000;
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(KB|MB|GB)");

    @Option(
            names = "--toxiproxy",
            paramLabel = "FILE",
            description = "A real Toxiproxy; else TOXIPROXY_BINARY, else toxiproxy-server on the path, else none.")
    private @Nullable Path toxiproxy;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds of each measurement (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "3",
            description = "How long one measurement of one round takes (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--connections",
            defaultValue = "64",
            description = "Connections that send small requests (${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--many",
            paramLabel = "CONNECTIONS",
            defaultValue = "1000",
            description =
                    "Connections that send small requests in a second measurement; 0 leaves it out (${DEFAULT-VALUE}).")
    private int many;

    @Option(
            names = "--idle",
            defaultValue = "5000",
            description = "Connections for the measurement of memory; 0 leaves it out (${DEFAULT-VALUE}).")
    private int idle;

    @Option(
            names = "--integrity",
            paramLabel = "SIZE",
            defaultValue = "1GB",
            description =
                    "Bytes to be hashed while toxics come and go, as 500MB or 10GB; 0KB leaves it out (${DEFAULT-VALUE}).")
    private String integrity = "";

    @Option(
            names = "--shared",
            description = "Let proxy and load share all processors, instead of one for each where there is taskset.")
    private boolean shared;

    @Option(
            names = "--jvm",
            paramLabel = "OPTION",
            description = "Options of our proxy's JVM, instead of ${DEFAULT-VALUE}.")
    private List<String> jvm = List.of("-XX:+UseSerialGC", "-Xmx256m", "-Xmn8m");

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            defaultValue = "auto",
            description = "How ours talks to the kernel: auto, nio, epoll or io_uring (${DEFAULT-VALUE}).")
    private String transport = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where the report goes; standard output else.")
    private @Nullable Path out;

    private String commandLine = "";

    private Bench() {}

    public static void main(String[] arguments) {
        StderrLogging.start();
        System.exit(run(arguments));
    }

    /** Measures and writes the report; returns 0, 1 if bytes were altered, 2 if the command line or the machine does not allow it. */
    public static int run(String... arguments) {
        var bench = new Bench();
        bench.commandLine = String.join(" ", arguments);
        return new CommandLine(bench)
                .setParameterExceptionHandler((wrong, given) ->
                        complain(String.valueOf(wrong.getMessage()).replace('\n', ' ') + " (see --help)"))
                .setExecutionExceptionHandler((failed, line, given) -> complain(String.valueOf(failed.getMessage())))
                .execute(arguments);
    }

    private static int complain(String what) {
        System.err.println("gauntlet-bench-fault-proxy: " + what);
        return WRONG_USAGE;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        require("--rounds", rounds, 1, MAX_ROUNDS);
        require("--seconds", seconds, 1, 600);
        require("--connections", connections, 1, MAX_CONNECTIONS);
        require("--many", many, 0, MAX_CONNECTIONS);
        require("--idle", idle, 0, MAX_CONNECTIONS);
        long hashed = bytes(integrity);
        var used = Transport.named(transport);
        var options = new ArrayList<>(jvm);
        options.add("-D" + Transport.PROPERTY + "=" + used.text());
        var binary = binary();
        int processors = Runtime.getRuntime().availableProcessors(); // Before this process keeps to one.
        boolean pinned = !shared && Pinning.possible();
        var prefix = pinned ? Pinning.proxy() : List.<String>of();
        if (pinned) {
            Pinning.pinLoad();
        }
        var subjects = new ArrayList<Subject>(List.of(Subject.direct()));
        try {
            subjects.add(ProxyProcess.ours(prefix, options));
            binary.ifPresent(file -> subjects.add(ProxyProcess.toxiproxy(prefix, file)));
            var measurements = new Measurements(subjects, rounds, TimeUnit.SECONDS.toNanos(seconds));
            var versions = new LinkedHashMap<String, String>();
            subjects.forEach(subject -> versions.put(subject.name(), subject.version()));
            measurements.requests("", connections);
            if (many > 0) {
                measurements.requests(Report.MANY, many);
            }
            measurements.latency();
            measurements.stream();
            measurements.accuracy();
            subjects.forEach(Subject::close);
            if (idle > 0) {
                measurements.memory(idle, fresh(prefix, options, binary));
            }
            boolean intact = hashed == 0 || measurements.integrity(hashed, () -> ProxyProcess.ours(prefix, options));
            write(new Report(measurements, versions)
                    .text(Map.of(
                            "command", "gauntlet bench fault-proxy " + commandLine,
                            "JVM options of ours", String.join(" ", options),
                            "connections", connections + ", many " + many + ", for memory " + idle,
                            "transport",
                                    "ours " + used.text() + ", load "
                                            + Transport.chosen().text() + ", toxiproxy Go's (epoll)",
                            "processors",
                                    processors
                                            + (pinned
                                                    ? ", one for the proxy, one for load and servers (taskset)"
                                                    : ", shared"))));
            return intact ? 0 : 1;
        } finally {
            subjects.forEach(Subject::close);
        }
    }

    /** Processes that have done nothing yet, since memory remembers. */
    private List<Measurements.Maker> fresh(List<String> prefix, List<String> options, Optional<Path> binary) {
        var makers = new ArrayList<Measurements.Maker>();
        makers.add(() -> ProxyProcess.ours(prefix, options));
        binary.ifPresent(file -> makers.add(() -> ProxyProcess.toxiproxy(prefix, file)));
        return makers;
    }

    private static void require(String option, int value, int min, int max) {
        if (value < min || value > max) {
            throw new BenchException(option + ": " + value + " (expected: " + min + " to " + max + ")");
        }
    }

    private static long bytes(String size) {
        var match = SIZE.matcher(size.toUpperCase(Locale.ROOT));
        if (!match.matches()) {
            throw new BenchException("--integrity: " + size + " (expected: a number with KB, MB or GB)");
        }
        long unit = switch (match.group(2)) {
            case "KB" -> 1_000;
            case "MB" -> 1_000_000;
            default -> 1_000_000_000;
        };
        return Long.parseLong(match.group(1)) * unit;
    }

    private Optional<Path> binary() {
        if (toxiproxy != null) {
            if (!Files.isExecutable(toxiproxy)) {
                throw new BenchException("--toxiproxy: " + toxiproxy + " (expected: a program)");
            }
            return Optional.of(toxiproxy);
        }
        return RealToxiproxy.find();
    }

    private void write(String report) throws IOException {
        if (out == null) {
            System.out.print(report);
        } else {
            Files.writeString(out, report);
            System.err.println("wrote " + out);
        }
    }
}
