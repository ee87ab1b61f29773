package io.gauntlet.simulations.play;

import com.sun.net.httpserver.HttpServer;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.plan.Connections;
import io.gauntlet.simulations.plan.Files;
import io.gauntlet.simulations.plan.MixEntry;
import io.gauntlet.simulations.plan.Phase;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.plan.RunIdentity;
import io.gauntlet.simulations.plan.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays a short plan against a server of its own in this JVM, since the first arrivals of a cold one are late by up to
 * seconds: classes are loaded and the hottest code is compiled afterwards.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int SERVER_THREADS = 4;
    private static final List<Phase> PHASES = List.of(new Phase(20, 200, 2));
    private static final List<MixEntry> MIX =
            List.of(new MixEntry("GET", "/", 1, 0), new MixEntry("POST", "/", 1, 256));

    private WarmUp() {}

    static void play(Player player) throws IOException, InterruptedException {
        Path folder = java.nio.file.Files.createTempDirectory("gauntlet-warm-up");
        ExecutorService threads = Executors.newFixedThreadPool(SERVER_THREADS);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        try {
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().add("Set-Cookie", "a=b; Path=/");
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[] {'o', 'k'});
                exchange.close();
            });
            server.start();
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            PlayResult result = player.play(plan(url, folder), new Deaf(), new EarlyEnd());
            LOG.debug("warm-up: {}", result);
        } finally {
            server.stop(0);
            threads.shutdownNow();
            delete(folder);
        }
    }

    private static Plan plan(String url, Path folder) {
        return new Plan(
                new RunIdentity("warm-up", "warm-up", 0, 0, 0),
                new Target(
                        List.of(url),
                        Connections.SHARED,
                        SERVER_THREADS,
                        new Target.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(2)),
                        Target.Answers.DEFAULT),
                PHASES,
                MIX,
                new Files(folder.resolve("requests.csv"), folder.resolve("injector.csv"), folder.resolve("gatling")));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = java.nio.file.Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                java.nio.file.Files.delete(path);
            }
        }
    }

    private static final class Deaf implements PlayListener {
        @Override
        public void started(long zeroSecond) {}

        @Override
        public void progress(HealthSample sample) {}
    }
}
