package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.ForeignProcess;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One process of NGINX that listens twice and answers from its configuration, or a file that it holds open. */
final class NginxBackends implements Backends {
    private static final String CONFIG = "backends.conf";
    private static final Duration START = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final ForeignProcess process;
    private final List<Integer> ports;

    private NginxBackends(ForeignProcess process, List<Integer> ports) {
        this.process = process;
        this.ports = List.copyOf(ports);
    }

    static NginxBackends start(Path program, Path folder) {
        var spot = Spot.in(folder);
        spot.write(
                List.of(CONFIG),
                Map.of(
                        "USER", Spot.user(),
                        "FOLDER", folder.toString(),
                        "B1", Spot.HOST + ":" + spot.port(),
                        "B2", Spot.HOST + ":" + spot.tlsPort(),
                        "SMALL", "x".repeat(SMALL)));
        try {
            Files.writeString(folder.resolve("64k"), "x".repeat(LARGE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = List.of(
                program.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve(CONFIG).toString());
        var process = ForeignProcess.start(new Launch("backends", command, folder.resolve("backends.log")));
        if (!Waiting.within(START, PAUSE, () -> FirstAnswer.good(spot.tlsPort(), Backends.path(SMALL)))) {
            var words = process.lastWords();
            process.close();
            throw new BenchException("the backends (nginx) did not start" + words);
        }
        return new NginxBackends(process, List.of(spot.port(), spot.tlsPort()));
    }

    @Override
    public String name() {
        return "NGINX";
    }

    @Override
    public List<Integer> ports() {
        return ports;
    }

    @Override
    public void answering(int bytes) {
        // It has a path for each size.
    }

    @Override
    public void close() {
        process.close();
    }
}
