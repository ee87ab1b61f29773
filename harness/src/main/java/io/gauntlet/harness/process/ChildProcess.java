package io.gauntlet.harness.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A server in a process of its own, which says on its standard output when it is ready and where, takes commands on its
 * standard input if it has any, and stops when that ends: it dies with this process, however this process dies.
 *
 * <p>Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LAST_LINES = 5;

    /** Writing an archive of classes takes seconds on a busy machine. */
    private static final Duration WRITES_ARCHIVE = Duration.ofSeconds(20);

    /** Of a JVM that was asked to stop (SIGTERM), or that stopped of itself. */
    private static final Set<Integer> IN_PEACE = Set.of(0, 143);

    private final Launch launch;
    private final Process process;
    private final BufferedWriter input;
    private final CompletableFuture<Map<String, String>> ready = new CompletableFuture<>();

    private ChildProcess(Launch launch, Process process, Consumer<String> lines) {
        this.launch = launch;
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        var reader = new Thread(() -> read(lines), launch.name() + "-output");
        reader.setDaemon(true);
        reader.start();
        launch.writes().ifPresent(archive -> onExit(() -> archive.ended(IN_PEACE.contains(process.exitValue()))));
    }

    /** Starts a child whose further lines nobody reads. */
    public static ChildProcess start(Launch launch) {
        return start(launch, line -> {});
    }

    /**
     * Starts a child.
     *
     * @param lines takes every line of its standard output after the ready line, on a thread of its own
     */
    public static ChildProcess start(Launch launch, Consumer<String> lines) {
        try {
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            var builder = new ProcessBuilder(launch.command())
                    .redirectError(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            builder.environment().putAll(launch.environment());
            return new ChildProcess(launch, builder.start(), lines);
        } catch (IOException e) {
            throw new RigException(launch.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private void read(Consumer<String> lines) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!ready.isDone()) {
                    readReady(line);
                } else {
                    lines.accept(line);
                }
            }
        } catch (IOException e) {
            // The pipe of a killed child breaks; the exit below says so.
        }
        ready.completeExceptionally(new RigException(launch.name() + " ended before it was ready"));
    }

    private void readReady(String line) throws IOException {
        JsonNode places = JSON.readTree(line).path("ready");
        Map<String, String> addresses = new HashMap<>();
        places.properties().forEach(e -> addresses.put(e.getKey(), e.getValue().asText()));
        if (!addresses.isEmpty()) {
            ready.complete(Map.copyOf(addresses));
        }
    }

    /**
     * Waits until it serves.
     *
     * @return where, by name, as {@code host:port}
     * @throws RigException when it ends first, or takes longer
     */
    public Map<String, String> ready(Duration timeout) {
        try {
            return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RigException(
                    launch.name() + " was not ready within " + timeout.toSeconds() + " s" + lastWords(), e);
        } catch (ExecutionException e) {
            throw new RigException(launch.name() + " did not start" + exit() + lastWords(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while " + launch.name() + " started", e);
        }
    }

    private String exit() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS) ? " (exit status " + process.exitValue() + ")" : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The end of its log, for messages. */
    public String lastWords() {
        try {
            List<String> lines = Files.readAllLines(launch.log());
            var last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return last.isEmpty() ? "" : ": " + String.join(" | ", last);
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends one line to its standard input. */
    public synchronized void send(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            throw new RigException(launch.name() + " takes no commands: " + e.getMessage() + lastWords(), e);
        }
    }

    /** How many descriptors it has open, where the system tells ({@code /proc}). */
    public OptionalLong descriptors() {
        try (var open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return OptionalLong.of(open.count());
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /** Still runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Kills it without a chance to say goodbye (SIGKILL), and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        await(Duration.ofSeconds(10));
    }

    /** Asks it to stop (SIGTERM) and waits; kills it after the grace. */
    public void terminate(Duration grace) {
        process.destroy();
        if (!await(launch.writes().isPresent() ? grace.plus(WRITES_ARCHIVE) : grace)) {
            kill();
        }
    }

    private boolean await(Duration time) {
        try {
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            return false;
        }
    }

    /** Runs {@code action} when it ends. */
    public void onExit(Runnable action) {
        var unused = process.onExit().thenRun(action);
    }

    @Override
    public void close() {
        terminate(Duration.ofSeconds(3));
    }
}
