package io.gauntlet.harness.rig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.process.ChildProcess;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.RigException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Gatling in a process of its own that plays one experiment after another, so that only the first pays for a cold start.
 *
 * <p>One experiment at a time; thread-safe otherwise.
 */
public final class Injector implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration START = Duration.ofSeconds(60);

    private final ChildProcess process;
    private volatile Play playing = new Play(progress -> {});

    private static final class Play {
        final CompletableFuture<Long> started = new CompletableFuture<>();
        final CompletableFuture<InjectorReport> finished = new CompletableFuture<>();
        final Consumer<InjectorProgress> progress;

        Play(Consumer<InjectorProgress> progress) {
            this.progress = progress;
        }

        void fail(RuntimeException cause) {
            started.completeExceptionally(cause);
            finished.completeExceptionally(cause);
        }
    }

    /** An experiment under way. */
    public interface Playing {
        /** Waits until the workload's second 0, and returns it in nanoseconds since 1970. */
        long started();

        /** Waits for the end. */
        InjectorReport finished(Duration timeout);
    }

    private Injector(Path folder) {
        List<String> flags = new ArrayList<>(io.gauntlet.simulations.Injector.JVM_FLAGS);
        flags.add("-Xmx1g");
        process = ChildProcess.start(
                Launch.java(
                        "injector",
                        "io.gauntlet.simulations.Main",
                        flags,
                        List.of("inject"),
                        folder.resolve("logs").resolve("injector.log")),
                this::take);
        process.onExit(() -> playing.fail(new RigException("the injector ended" + process.lastWords())));
    }

    /** Starts one; {@link #await} says when it takes plans. */
    static Injector launch(Path folder) {
        return new Injector(folder);
    }

    void await() {
        process.ready(START);
    }

    private void take(String line) {
        try {
            var event = JSON.readTree(line);
            var play = playing;
            switch (event.path("event").asText()) {
                case "started" -> play.started.complete(event.path("t0").asLong());
                case "progress" -> play.progress.accept(progress(event));
                case "finished" -> play.finished.complete(report(event));
                case "error" ->
                    play.fail(new RigException(
                            "the injector refuses: " + event.path("message").asText()));
                default -> play.fail(new RigException("the injector said " + line));
            }
        } catch (JsonProcessingException e) {
            playing.fail(new RigException("the injector said " + line, e));
        }
    }

    private static InjectorProgress progress(JsonNode event) {
        return new InjectorProgress(
                event.path("at").asLong(),
                event.path("offered").asDouble(),
                event.path("achieved").asDouble(),
                event.path("failed").asLong(),
                event.path("latenessP99Millis").asDouble(),
                event.path("cpu").asDouble());
    }

    private static InjectorReport report(JsonNode event) {
        return new InjectorReport(
                event.path("requests").asLong(),
                event.path("failed").asLong(),
                text(event, "aborted"),
                text(event, "report").map(Path::of));
    }

    private static Optional<String> text(JsonNode event, String key) {
        return event.hasNonNull(key) ? Optional.of(event.path(key).asText()) : Optional.empty();
    }

    /** Plays a plan, given in the keys of the injector's protocol. */
    public Playing play(Map<String, Object> plan, Consumer<InjectorProgress> progress) {
        var play = new Play(progress);
        playing = play;
        try {
            process.send(JSON.writeValueAsString(Map.of("command", "run", "plan", plan)));
        } catch (JsonProcessingException e) {
            throw new RigException("cannot write the plan: " + e.getMessage(), e);
        }
        return new Playing() {
            @Override
            public long started() {
                return get(play.started, START);
            }

            @Override
            public InjectorReport finished(Duration timeout) {
                return get(play.finished, timeout);
            }
        };
    }

    /** Ends the experiment that is under way, if any. */
    public void stop() {
        process.send("{\"command\":\"stop\"}");
    }

    private static <T> T get(CompletableFuture<T> future, Duration timeout) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RigException("the injector said nothing for " + timeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RigException cause ? cause : new RigException("the injector failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted while traffic flowed", e);
        }
    }

    /** Whether its process runs. */
    boolean alive() {
        return process.alive();
    }

    @Override
    public void close() {
        process.close();
    }
}
