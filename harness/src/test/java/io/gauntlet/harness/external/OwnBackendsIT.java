package io.gauntlet.harness.external;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.EmbeddedTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Balancers whose backends are their own, an application that says who it is in X-Served-By. */
class OwnBackendsIT {
    private static final Pattern SERVED = Pattern.compile("(?m)^gauntlet_lb_backend_requests_total\\{[^}]*} (\\d+)");

    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Map<String, HttpServer> application = new LinkedHashMap<>();

    @TempDir
    Path folder;

    @BeforeEach
    void startApplication() throws IOException {
        for (var name : List.of("red", "green", "blue")) {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
            server.setExecutor(workers);
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().set("X-Served-By", name);
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 200 : 405, -1);
                exchange.close();
            });
            server.start();
            application.put(name, server);
        }
    }

    @AfterEach
    void stopApplication() {
        application.values().forEach(server -> server.stop(0));
        workers.shutdownNow();
    }

    private EmbeddedTarget balancer(String name) {
        var balancer = new EmbeddedTarget(folder.resolve(name), new HttpCalls(), EmbeddedTarget.Program.REFERENCE);
        Map<String, String> addresses = new LinkedHashMap<>();
        application.forEach((id, server) ->
                addresses.put(id, "127.0.0.1:" + server.getAddress().getPort()));
        balancer.start(addresses);
        return balancer;
    }

    private static List<String> described(EmbeddedTarget... balancers) {
        List<String> arguments = new java.util.ArrayList<>(List.of(
                "--backend-header",
                "X-Served-By",
                "--path",
                "/ping?of=Gauntlet",
                "--algorithm",
                "round-robin",
                "--affinity-cookie",
                "SERVERID",
                "--max-p99",
                "500ms",
                "--target-rps",
                "50"));
        for (var balancer : balancers) {
            arguments.addAll(List.of("--url", balancer.url().toString()));
        }
        return arguments;
    }

    @Test
    void isJudgedFromOutside() throws Exception {
        try (var balancer = balancer("lb")) {
            var run = TestingVerdicts.run(
                    folder.resolve("runs"), List.of("DIST-1", "STICK-1", "LOAD-1", "HEALTH-1"), described(balancer));
            assertThat(run.verdicts())
                    .as(run.told())
                    .isEqualTo(Map.of("DIST-1", "PASS", "STICK-1", "PASS", "LOAD-1", "PASS", "HEALTH-1", "SKIPPED"));
            assertThat(run.reasons().get("HEALTH-1"))
                    .isEqualTo("needs Gauntlet's own backends behind the target: --backend-listen with --url, or"
                            + " backends.listen in --target");
            assertThat(run.command().status()).isZero();
        }
    }

    @Test
    void aSessionStaysThroughEveryInstance() throws Exception {
        try (var one = balancer("one")) {
            Files.createDirectories(folder.resolve("two"));
            Files.copy(folder.resolve("one/affinity.key"), folder.resolve("two/affinity.key"));
            try (var two = balancer("two")) {
                var run = TestingVerdicts.run(folder.resolve("runs"), List.of("STICK-1"), described(one, two));
                assertThat(run.verdicts()).as(run.told()).isEqualTo(Map.of("STICK-1", "PASS"));
                assertThat(run.command().output()).contains("traffic flows through " + one.url() + " and " + two.url());
                assertThat(served(one)).isGreaterThan(50);
                assertThat(served(two)).isGreaterThan(50);
            }
        }
    }

    @Test
    void aSessionThatOneInstanceDoesNotKnowIsSeenToMove() throws Exception {
        try (var one = balancer("one");
                var two = balancer("two")) {
            var run = TestingVerdicts.run(folder.resolve("runs"), List.of("STICK-1"), described(one, two));
            assertThat(run.verdicts()).as(run.told()).isEqualTo(Map.of("STICK-1", "FAIL"));
        }
    }

    private static long served(EmbeddedTarget balancer) {
        var metrics = balancer.control().metrics();
        var sum = SERVED.matcher(metrics)
                .results()
                .mapToLong(result -> Long.parseLong(result.group(1)))
                .sum();
        assertThat(sum).as(metrics).isPositive();
        return sum;
    }
}
