package io.gauntlet.harness.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The load generator {@code wrk}: as many requests as are answered, on so many connections. */
final class Wrk implements LoadGenerator {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(us|ms|s|m)\\b");
    private static final Pattern BAD_STATUS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern BROKEN =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final int GRACE_SECONDS = 20;

    private final Path program;
    private final Cores cores;
    private final int connections;

    Wrk(Path program, Cores cores, int connections) {
        this.program = program;
        this.cores = cores;
        this.connections = connections;
    }

    /** Where it is, if it is on the path. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder).resolve("wrk"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String name() {
        return "wrk";
    }

    @Override
    public boolean speaksTls() {
        return true;
    }

    @Override
    public LoadSlice load(Way way, Spot spot, Duration time) {
        int threads = Math.max(1, Math.min(connections, cores.load().size() / 2));
        List<String> command =
                new ArrayList<>(List.of(program.toString(), "-t" + threads, "-c" + connections, "-d", seconds(time)));
        if (!way.kept()) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add(way.url(spot));
        return parsed(run(command, time));
    }

    /** It knows whole seconds alone. */
    private static String seconds(Duration time) {
        return Math.max(1, time.toSeconds()) + "s";
    }

    private static String run(List<String> command, Duration time) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var end = new Thread(process::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(end);
            try {
                process.getOutputStream().close();
                var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!process.waitFor(time.toSeconds() + GRACE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return said;
            } finally {
                forget(end);
            }
        } catch (IOException e) {
            throw new BenchException("wrk: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("wrk: interrupted", e);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The end has begun, and the hook ends wrk.
        }
    }

    /** Reads what it printed. */
    static LoadSlice parsed(String said) {
        var requests = REQUESTS.matcher(said);
        if (!requests.find()) {
            throw new BenchException("wrk said: " + said.strip());
        }
        long errors = 0;
        var bad = BAD_STATUS.matcher(said);
        if (bad.find()) {
            errors += Long.parseLong(bad.group(1));
        }
        var broken = BROKEN.matcher(said);
        if (broken.find()) {
            for (int group = 1; group <= broken.groupCount(); group++) {
                errors += Long.parseLong(broken.group(group));
            }
        }
        return new LoadSlice(Long.parseLong(requests.group(1)), seconds(requests), errors);
    }

    private static double seconds(MatchResult requests) {
        double value = Double.parseDouble(requests.group(2));
        return switch (requests.group(3)) {
            case "us" -> value / 1e6;
            case "ms" -> value / 1e3;
            case "m" -> value * 60;
            default -> value;
        };
    }
}
