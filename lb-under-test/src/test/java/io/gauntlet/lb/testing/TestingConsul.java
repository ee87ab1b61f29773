package io.gauntlet.lb.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A registry that answers as Consul's health endpoint does, held questions included, and can be made to misbehave. */
public final class TestingConsul implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "testing-consul");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Question> questions = new CopyOnWriteArrayList<>();

    /** Guarded by this. */
    private long index = 10;
    /** Guarded by this. */
    private String body = "[]";

    private volatile Behaviour behaviour = this::answer;

    /** What was asked, by whom. */
    public record Question(String path, Map<String, String> query, String token) {}

    /** What is done with a question. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange, Question question) throws IOException, InterruptedException;
    }

    private TestingConsul(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static TestingConsul start() throws IOException {
        return start(0);
    }

    public static TestingConsul start(int port) throws IOException {
        return new TestingConsul(port);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Question> questions() {
        return List.copyOf(questions);
    }

    /** The instances from now on, each as JSON, with the next index. */
    public synchronized TestingConsul instances(String... instances) {
        return raw(index + 1, "[" + String.join(",", instances) + "]");
    }

    /** The answer from now on, right or wrong, with this index. */
    public synchronized TestingConsul raw(long newIndex, String newBody) {
        index = newIndex;
        body = newBody;
        notifyAll();
        return this;
    }

    public synchronized long index() {
        return index;
    }

    /** Misbehaves from now on. */
    public void behaving(Behaviour other) {
        behaviour = other;
    }

    /** Is itself again. */
    public void behaving() {
        behaviour = this::answer;
    }

    /** An instance with its node, its id and its address; what nobody reads is there, too, as it is in truth. */
    public static String instance(String node, String id, String address, int port, int weight) {
        return """
                {"Node": {"ID": "n", "Node": "%s", "Address": "10.9.9.9", "Meta": {"a": "b"}},
                 "Service": {"ID": "%s", "Service": "web", "Tags": ["v2"], "Address": "%s", "Port": %d,
                             "Weights": {"Passing": %d, "Warning": 1}, "Proxy": {"Mode": ""}},
                 "Checks": [{"CheckID": "serfHealth", "Status": "passing"}]}
                """.formatted(node, id, address, port, weight);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = Arrays.stream(
                            String.valueOf(exchange.getRequestURI().getQuery()).split("&"))
                    .map(pair -> pair.split("=", 2))
                    .collect(Collectors.toMap(
                            pair -> pair[0], pair -> pair.length == 1 ? "" : pair[1], (a, b) -> b, TreeMap::new));
            var question = new Question(
                    exchange.getRequestURI().getPath(),
                    query,
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-Consul-Token")));
            questions.add(question);
            behaviour.answer(exchange, question);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, Question question) throws IOException, InterruptedException {
        long held = Long.parseLong(question.query().getOrDefault("index", "0"));
        long waitMillis =
                Long.parseLong(question.query().getOrDefault("wait", "0ms").replace("ms", ""));
        String text;
        long number;
        synchronized (this) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
            // As Consul: held while there is nothing newer, which an index that went backwards is not, either.
            while (held > 0 && index <= held && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline - System.nanoTime()));
            }
            text = body;
            number = index;
        }
        exchange.getResponseHeaders().set("X-Consul-Index", Long.toString(number));
        reply(exchange, 200, text);
    }

    /** Sends an answer. */
    public static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
