package io.gauntlet.harness.bench;

import io.gauntlet.harness.process.ForeignProcess;
import io.gauntlet.harness.process.Launch;
import io.gauntlet.harness.process.Waiting;
import io.gauntlet.harness.product.Products;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two backends in one NGINX, so cheap that the balancers in front of them are the limit. */
final class Backends implements AutoCloseable {
    private static final String CONFIG = "backends.conf";
    private static final int KILOBYTE = 1024;

    private final ForeignProcess process;
    private final List<Integer> ports;

    private Backends(ForeignProcess process, List<Integer> ports) {
        this.process = process;
        this.ports = List.copyOf(ports);
    }

    /**
     * Starts them.
     *
     * @throws BenchException when there is no NGINX
     */
    static Backends start(Path folder, Cores cores) {
        var program = Products.program(Products.named("nginx"))
                .orElseThrow(() -> new BenchException("no nginx on the path (expected: one, for the backends)"));
        var spot = Spot.in(folder);
        var words = Map.of(
                "USER", Spot.user(),
                "FOLDER", folder.toString(),
                "B1", Spot.HOST + ":" + spot.port(),
                "B2", Spot.HOST + ":" + spot.tlsPort(),
                "KILOBYTE", "x".repeat(KILOBYTE));
        spot.write(List.of(CONFIG), words);
        try {
            Files.writeString(folder.resolve("64k"), "x".repeat(64 * KILOBYTE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> command = new ArrayList<>(cores.loadPrefix());
        command.addAll(List.of(
                program.toString(),
                "-p",
                folder.toString(),
                "-c",
                folder.resolve(CONFIG).toString()));
        var process = ForeignProcess.start(new Launch("backends", command, folder.resolve("backends.log")));
        var backends = new Backends(process, List.of(spot.port(), spot.tlsPort()));
        if (!Waiting.within(
                Duration.ofSeconds(10), Duration.ofMillis(10), () -> FirstAnswer.good(spot.tlsPort(), "/1k"))) {
            var words2 = process.lastWords();
            process.close();
            throw new BenchException("the backends did not start" + words2);
        }
        return backends;
    }

    List<Integer> ports() {
        return ports;
    }

    @Override
    public void close() {
        process.close();
    }
}
