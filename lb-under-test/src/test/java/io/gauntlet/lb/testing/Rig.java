package io.gauntlet.lb.testing;

import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.Balancer;
import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.ConfigFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A balancer before some backends, all in this process. */
public final class Rig implements AutoCloseable {
    private final List<TestingBackend> backends;
    private final Balancer balancer;
    private final HttpClient http = HttpClient.newHttpClient();

    private Rig(List<TestingBackend> backends, Balancer balancer) {
        this.backends = backends;
        this.balancer = balancer;
    }

    /** The standard assembly, but turns begin at the first backend: the hash of this seed is 0. */
    public static Assembly ordered() {
        return Assembly.standard().withAlgorithm(name -> Algorithm.named(name, 0));
    }

    /** A rig with so many backends that behave well, all healthy by the time that this returns. */
    public static Rig start(int backends, String... poolKeys) {
        return start(ordered(), backends, poolKeys).awaitState("HEALTHY");
    }

    /** A rig of other parts; does not wait for anything. */
    public static Rig start(Assembly assembly, int count, String... poolKeys) {
        List<TestingBackend> backends = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            backends.add(TestingBackend.start("b" + i));
        }
        return start(assembly, backends, poolKeys);
    }

    /** A rig before these backends, which it closes with itself; does not wait for anything. */
    public static Rig start(Assembly assembly, List<TestingBackend> backends, String... poolKeys) {
        return new Rig(backends, Balancer.start(ConfigFile.parse("test.yaml", yaml(backends, poolKeys)), assembly));
    }

    /** A rig that goes by this file, before these backends, which it closes with itself; does not wait for anything. */
    public static Rig start(Assembly assembly, Path file, List<TestingBackend> backends) {
        return new Rig(backends, Balancer.start(file, assembly));
    }

    /** The configuration of a rig; a given key replaces the rig's own. */
    public static String yaml(List<TestingBackend> backends, String... poolKeys) {
        String list = backends.stream()
                .map(backend -> "{id: " + backend.id() + ", address: 127.0.0.1:" + backend.port() + "}")
                .collect(Collectors.joining(", "));
        List<String> keys = new ArrayList<>(List.of(poolKeys));
        addUnlessThere(keys, "backends", "[" + list + "]");
        addUnlessThere(keys, "health", "{active: {interval: 50ms, timeout: 2s}}");
        String stop = take(keys, "stop:", "stop: {grace: 5s}");
        String listeners = take(
                keys,
                "listeners:",
                "listeners: [{name: web, bind: 127.0.0.1:0, protocol: http, routes: [{pool: web}]}]");
        return listeners + "\n" + stop + "\npools:\n  - name: web\n    " + String.join("\n    ", keys) + "\n";
    }

    private static String take(List<String> keys, String name, String otherwise) {
        String taken =
                keys.stream().filter(key -> key.startsWith(name)).findFirst().orElse(otherwise);
        keys.remove(taken);
        return taken;
    }

    private static void addUnlessThere(List<String> keys, String name, String value) {
        if (keys.stream().noneMatch(key -> key.startsWith(name + ":"))) {
            keys.add(name + ": " + value);
        }
    }

    public Balancer balancer() {
        return balancer;
    }

    public TestingBackend backend(int index) {
        return backends.get(index);
    }

    public List<TestingBackend> backends() {
        return backends;
    }

    public RawClient client() throws IOException {
        return RawClient.connect(balancer.address("web"));
    }

    /** One request on a connection of its own. */
    public Message get(String path, String... fields) throws IOException {
        try (RawClient client = client()) {
            return client.send("GET", path, fields).read();
        }
    }

    /** Which backend answers the next request. */
    public String whoAnswers(String... fields) throws IOException {
        return get("/", fields).field("X-Backend").orElse("nobody");
    }

    /** Calls the admin API. */
    public HttpResponse<String> admin(String method, String path, String body) {
        InetSocketAddress address = balancer.address("admin");
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public String pools() {
        return admin("GET", "/api/v1/pools", "").body();
    }

    public String metrics() {
        return admin("GET", "/metrics", "").body();
    }

    /** Waits until the balancer takes every backend to be in this state. */
    public Rig awaitState(String state) {
        for (TestingBackend backend : backends) {
            awaitState(backend, state);
        }
        return this;
    }

    /** Waits until the balancer takes the backend to be in this state. */
    public void awaitState(TestingBackend backend, String state) {
        String line = "backend=\"" + backend.id() + "\",state=\"" + state + "\"} 1";
        await().atMost(Duration.ofSeconds(20)).until(() -> metrics().contains(line));
    }

    @Override
    public void close() {
        balancer.stop(Duration.ofMillis(1));
        backends.forEach(TestingBackend::close);
    }
}
