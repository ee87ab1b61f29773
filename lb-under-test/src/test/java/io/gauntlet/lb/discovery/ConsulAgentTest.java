package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.config.DiscoveryConfig;
import io.gauntlet.lb.config.DiscoveryConfig.ConsulQuery;
import io.gauntlet.lb.config.DiscoveryConfig.ConsulRegistry;
import io.gauntlet.lb.pool.Candidate;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real agent of Consul, where one is on the path. */
class ConsulAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private static Optional<Path> consul() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder).resolve("consul"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** It listens for gRPC by TLS, too, and must be told not to; one before does not know the word. */
    private static boolean since114(Path consul) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(consul.toString(), "version").start();
        String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(asked.waitFor()).as(said).isZero();
        Matcher version = Pattern.compile("Consul v(\\d+)\\.(\\d+)").matcher(said);
        assertThat(version.find()).as(said).isTrue();
        return Integer.parseInt(version.group(1)) * 1_000 + Integer.parseInt(version.group(2)) >= 1_014;
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var socket = new ServerSocket(0);
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private Process start(Path consul, List<Integer> ports) throws IOException, InterruptedException {
        Path config = Files.writeString(directory.resolve("agent.json"), """
                {"bind_addr": "127.0.0.1", "disable_update_check": true,
                 "ports": {"http": %d, "server": %d, "serf_lan": %d, "serf_wan": %d, "dns": -1, "grpc": -1%s}}
                """.formatted(
                ports.get(0), ports.get(1), ports.get(2), ports.get(3), since114(consul) ? ", \"grpc_tls\": -1" : ""));
        return new ProcessBuilder(consul.toString(), "agent", "-dev", "-config-file", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("agent.log").toFile())
                .start();
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("agent.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int put(int port, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/v1/agent/service/" + path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static String service(String id, int port, int weight) {
        return "{\"Name\": \"web\", \"ID\": \"" + id + "\", \"Address\": \"127.0.0.1\", \"Port\": " + port
                + ", \"Weights\": {\"Passing\": " + weight + ", \"Warning\": 1}}";
    }

    private static List<String> texts(Discovery discovery) {
        return discovery.candidates().stream()
                .map((Candidate each) -> each.addresses().get(0).getPort() + " x" + each.weight())
                .toList();
    }

    @Test
    void aRealAgentIsFollowed() throws Exception {
        Optional<Path> consul = consul();
        assumeThat(consul).as("no consul on the path").isPresent();
        List<Integer> ports = freePorts(4);
        Process agent = start(consul.get(), ports);
        int port = ports.get(0);
        var config = new DiscoveryConfig(
                new ConsulRegistry(
                        URI.create("http://127.0.0.1:" + port),
                        new ConsulQuery("web", Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        Duration.ofMinutes(5)),
                PATIENCE,
                10);
        try (Discovery discovery = new Discovery(
                "web",
                config,
                new ConsulSource(
                        (ConsulRegistry) config.registry(),
                        new Backoff(new SplittableRandom(1)),
                        ConsulSource.ANSWER_TIMEOUT),
                new Sieve(Lookup.ofMachine()),
                Clock.systemUTC())) {
            discovery.begin();
            await().atMost(PATIENCE)
                    .failFast(() -> assertThat(agent.isAlive()).as(this::log).isTrue())
                    .ignoreExceptions()
                    .until(() -> put(port, "register", service("a", 9001, 3)) == 200);
            await().atMost(PATIENCE).until(() -> texts(discovery).equals(List.of("9001 x3")));
            // Held for five minutes but for news.
            assertThat(put(port, "register", service("b", 9002, 1))).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> texts(discovery).equals(List.of("9001 x3", "9002 x1")));
            assertThat(put(port, "deregister/a", "")).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> texts(discovery).equals(List.of("9002 x1")));
            assertThat(put(port, "deregister/b", "")).isEqualTo(200);
            await().atMost(PATIENCE).until(() -> discovery.status().condition() == Status.Condition.EMPTY);
            assertThat(texts(discovery)).containsExactly("9002 x1");
        } finally {
            agent.destroy();
            if (!agent.waitFor(20, TimeUnit.SECONDS)) {
                agent.destroyForcibly().waitFor();
            }
        }
    }
}
