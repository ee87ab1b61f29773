package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.ForeignProcess;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A balancer under way. */
final class Balancer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int ATTEMPTS = 3;

    private final Contestant contestant;
    private final Spot spot;
    private final ForeignProcess process;
    private final long startNanos;
    private final Duration firstAnswer;
    private long emptiedAt;
    private double warmSeconds = Double.POSITIVE_INFINITY;

    private Balancer(Contestant contestant, Spot spot, ForeignProcess process, long startNanos) {
        this.contestant = contestant;
        this.spot = spot;
        this.process = process;
        this.startNanos = startNanos;
        this.firstAnswer = Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /**
     * Starts one and waits for its first good answer.
     *
     * @throws BenchException when there is none
     */
    static Balancer start(Contestant contestant, Ground ground) {
        for (int attempt = 1; ; attempt++) {
            var spot = Spot.in(ground.folder(contestant.name()));
            try {
                return started(contestant, ground, spot);
            } catch (BenchException e) {
                // Somebody else took a port between our look and its start.
                boolean taken = String.valueOf(e.getMessage()).matches("(?is).*(in use|cannot bind).*");
                if (!taken || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private static Balancer started(Contestant contestant, Ground ground, Spot spot) {
        Map<String, String> places = spot.words(ground);
        places.put("TRANSPORT", contestant.transport());
        places.put("WARM_UP", contestant.warmUp());
        spot.write(contestant.files(), places);
        var launch = new Launch(
                contestant.name(),
                Stream.concat(ground.cores().anywhere().stream(), contestant.command().apply(spot.folder()).stream())
                        .toList(),
                contestant.environment(),
                spot.folder().resolve(contestant.name() + ".log"),
                Optional.empty());
        long start = System.nanoTime();
        var process = ForeignProcess.start(launch);
        boolean answers = Waiting.within(
                START, PAUSE, () -> !process.alive() || FirstAnswer.good(spot.port(), Backends.path(Backends.SMALL)));
        if (answers && process.alive()) {
            return new Balancer(contestant, spot, process, start);
        }
        var words = process.lastWords();
        process.close();
        throw new BenchException(contestant.name() + " gave no good answer within " + START.toSeconds() + " s" + words);
    }

    String name() {
        return contestant.name();
    }

    /** Whether it is the reference balancer. */
    boolean ours() {
        return contestant.ours();
    }

    String version() {
        return contestant.version();
    }

    Spot spot() {
        return spot;
    }

    /** How long it took from its start. */
    Duration firstAnswer() {
        return firstAnswer;
    }

    /** From now on it is warm, unless it was before. */
    void warm() {
        warmSeconds = Math.min(warmSeconds, (System.nanoTime() - startNanos) / 1e9);
    }

    /** When it was, in seconds after its start. */
    double warmSeconds() {
        return warmSeconds;
    }

    Family family() {
        return new Family(process.pid());
    }

    /** What it has written to its access log since it was last emptied, in bytes. */
    long logged() {
        try (var file = Files.newByteChannel(accessLog())) {
            // Whoever does not append goes on where he was, and leaves a hole before it.
            var first = ByteBuffer.allocate(1);
            boolean hole = file.read(first) == 1 && first.get(0) == 0;
            return hole ? file.size() - emptiedAt : file.size();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Empties its access log, which else would fill the disk. */
    void trim() {
        try (var file = Files.newByteChannel(accessLog(), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            emptiedAt = file.size();
            file.truncate(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path accessLog() {
        return spot.folder().resolve(contestant.accessLog());
    }

    boolean alive() {
        return process.alive();
    }

    String lastWords() {
        return process.lastWords();
    }

    @Override
    public void close() {
        process.close();
    }
}
