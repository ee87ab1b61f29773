package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.testing.BalancerProcess;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that a balancer sends itself before it serves. */
class WarmUpTest {
    private static final String THREADS = "warm-up";

    @TempDir
    private Path folder;

    private static String yaml(int port, TestingBackend backend, String warmUp) {
        return """
                listeners: [{name: web, bind: "127.0.0.1:%d", protocol: http, routes: [{pool: web}]}]
                pools:
                  - name: web
                    backends: [{id: b1, address: "127.0.0.1:%d"}]
                    health: {active: {interval: 1h}}
                traffic: {warm-up: %s, threads: 1}
                """.formatted(port, backend.port(), warmUp);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(THREADS))
                .toList();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void nobodySeesAnythingOfIt() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestingBackend backend = TestingBackend.start("b1")) {
            String yaml = yaml(0, backend, "500ms") + "access-log: {file: " + log + "}\n";
            try (Balancer balancer = Balancer.start(ConfigFile.parse("test.yaml", yaml))) {
                assertThat(threads()).isEmpty();
                assertThat(backend.requests()).isEmpty();
                assertThat(backend.probes()).isEqualTo(1);
                assertThat(log).isEmptyFile();
                String metrics = metrics(balancer);
                assertThat(metrics).doesNotContain("warm");
                assertThat(metrics.lines())
                        .filteredOn(
                                line -> line.matches(
                                        "gauntlet_lb_(backend_requests|own_answers|answers|access_log_lines|gone_clients)_total.*"))
                        .isNotEmpty()
                        .allMatch(line -> line.endsWith(" 0"));
            }
        }
    }

    private static String metrics(Balancer balancer) throws IOException {
        var client = RawClient.connect(balancer.address("admin"));
        try (client) {
            return client.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .read()
                    .text();
        }
    }

    @Test
    void theListenerIsClosedMeanwhileAndNobodyIsToldThatItIsReady() throws Exception {
        int port = freePort();
        int admin = freePort();
        var underWay = new CountDownLatch(1);
        var seen = new CountDownLatch(1);
        try (TestingBackend backend = TestingBackend.start("b1")) {
            // Asked for by each connection, so it holds the warm-up in its middle.
            Assembly holding = Assembly.standard().withClientFilters(() -> {
                underWay.countDown();
                awaitQuietly(seen);
                return List.of();
            });
            String yaml = yaml(port, backend, "100ms") + "admin: {bind: \"127.0.0.1:" + admin + "\"}\n";
            var start =
                    CompletableFuture.supplyAsync(() -> Balancer.start(ConfigFile.parse("test.yaml", yaml), holding));
            try {
                await().until(() -> listens(admin));
                underWay.await();
                await().until(() -> backend.probes() > 0);
                assertThat(listens(port)).isFalse();
                assertThat(ready(admin)).isEqualTo(503);
            } finally {
                seen.countDown();
            }
            try (Balancer balancer = start.get(20, TimeUnit.SECONDS)) {
                assertThat(listens(balancer.address("web").getPort())).isTrue();
                assertThat(ready(admin)).isEqualTo(200);
            }
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int ready(int admin) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), admin);
        try (RawClient client = RawClient.connect(address)) {
            return client.send("GET", "/health/ready", "Connection: close")
                    .read()
                    .status();
        }
    }

    @Test
    void warmsTlsWithTheListenersOwnCertificates() throws Exception {
        Secrets secrets = Secrets.in(folder);
        try (TestingBackend backend = TestingBackend.start("b1")) {
            String yaml = secrets.listener("shop") + "\ntraffic: {warm-up: 2s, threads: 1}\n"
                    + "pools: [{name: web, backends: [{id: b1, address: \"127.0.0.1:" + backend.port() + "\"}]}]\n";
            try (BalancerProcess balancer = BalancerProcess.start(folder, yaml)) {
                await().until(() -> balancer.log().contains("warmed up with "));
                assertThat(balancer.log()).containsPattern("WarmUp warmed up with [1-9]\\d+ requests in \\d+ ms");
            }
        }
    }

    @Test
    void sendsRequestsOfEachKindAndGetsEachAnswer() throws Exception {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            try (BalancerProcess balancer = BalancerProcess.start(folder, yaml(0, backend, "2s"))) {
                await().until(() -> balancer.log().contains("warmed up with "));
                assertThat(balancer.log()).containsPattern("WarmUp warmed up with [1-9]\\d{2,} requests in \\d+ ms");
                assertThat(balancer.log().lines())
                        .filteredOn(line -> line.contains("WARN"))
                        .isEmpty();
                assertThat(balancer.log()).doesNotContain("backend warm-up");
            }
        }
    }

    /** What is compiled for the first requests of a thread is learned by none that has already had them. */
    @Test
    void playsOnOneEventLoopAfterTheOther() throws IOException {
        Set<Thread> loops = ConcurrentHashMap.newKeySet();
        Assembly watching = Assembly.standard().withClientFilters(() -> {
            loops.add(Thread.currentThread());
            return List.of();
        });
        try (TestingBackend backend = TestingBackend.start("b1");
                Balancer balancer = Balancer.start(ConfigFile.parse("test.yaml", yaml(0, backend, "2s")), watching)) {
            assertThat(balancer.addresses()).containsKey("web");
            assertThat(loops)
                    .hasSizeGreaterThan(1)
                    .allMatch(loop -> loop.getName().startsWith(THREADS));
        }
    }

    @Test
    void whatFailsIsToldAndTheBalancerStarts() throws IOException {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            Assembly broken = Assembly.standard().withAlgorithm(name -> {
                if (Thread.currentThread().getName().startsWith(THREADS)) {
                    throw new IllegalStateException("no algorithm for a warm-up");
                }
                return Algorithm.named(name);
            });
            try (Balancer balancer = Balancer.start(ConfigFile.parse("test.yaml", yaml(0, backend, "60s")), broken)) {
                assertThat(listens(balancer.address("web").getPort())).isTrue();
                assertThat(threads()).isEmpty();
            }
        }
    }

    @Test
    void aPortInUseIsSaidBeforeIt() throws IOException {
        try (TestingBackend backend = TestingBackend.start("b1");
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BalancerConfig config = ConfigFile.parse("test.yaml", yaml(other.getLocalPort(), backend, "60s"));
            assertThatThrownBy(() -> Balancer.start(config))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("cannot bind 127.0.0.1:" + other.getLocalPort() + ": address already in use");
            assertThat(backend.probes()).isZero();
            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void anotherMistakeEndsItAtOnce() throws IOException {
        try (TestingBackend backend = TestingBackend.start("b1");
                var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String admin = "admin: {bind: \"127.0.0.1:" + other.getLocalPort() + "\"}\n";
            BalancerConfig config = ConfigFile.parse("test.yaml", yaml(0, backend, "60s") + admin);
            assertThatThrownBy(() -> Balancer.start(config)).isInstanceOf(ConfigException.class);
            assertThat(threads()).isEmpty();
        }
    }

    @Test
    void aSignalDuringItEndsTheProcess() throws Exception {
        Path config = folder.resolve("lb.yaml");
        Path log = folder.resolve("lb.log");
        try (TestingBackend backend = TestingBackend.start("b1")) {
            Files.writeString(config, yaml(0, backend, "60s"));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.gauntlet.lb.Main",
                            config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                await().atMost(Duration.ofSeconds(20)).until(() -> backend.probes() > 0);
                process.destroy();
                assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(Files.readString(log)).doesNotContain("warmed up").doesNotContain("ready");
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void playsWhatIsConfigured() {
        BalancerConfig config = ConfigFile.parse("test.yaml", """
                listeners:
                  - {name: tcp, bind: "127.0.0.1:0", protocol: tcp, pool: other}
                  - name: web
                    bind: "127.0.0.1:80"
                    protocol: http
                    max-connections: 9
                    routes: [{path: /x, pool: web}]
                pools:
                  - name: web
                    algorithm: least-connections
                    backends: [{id: b1, address: "127.0.0.1:1"}]
                    health: {active: {type: http, interval: 1s}}
                    limits: {max-in-flight: 7}
                  - {name: other, backends: [{id: b1, address: "127.0.0.1:1"}]}
                """);
        var backend = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
        var rehearsal = Rehearsal.of(config, List.of(backend));
        assertThat(rehearsal.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.bind().port()).isZero();
            assertThat(listener.maxConnections()).isEmpty();
            assertThat(listener.onlyPool()).isEqualTo("web");
        });
        assertThat(rehearsal.pools()).singleElement().satisfies(plan -> {
            assertThat(plan.config().algorithm().text()).isEqualTo("least-connections");
            assertThat(plan.config().policy().forward().limits().maxInFlight()).isEqualTo(7);
            assertThat(plan.config().policy().health().probed()).isFalse();
            assertThat(plan.candidates())
                    .singleElement()
                    .satisfies(candidate -> assertThat(candidate.addresses()).containsExactly(backend));
        });
    }
}
