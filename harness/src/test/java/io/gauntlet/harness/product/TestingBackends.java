package io.gauntlet.harness.product;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Small backends in this JVM that say who they are, are always healthy, and answer {@code /slow} when they are told to. */
final class TestingBackends implements AutoCloseable {
    private final Map<String, HttpServer> servers = new LinkedHashMap<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Semaphore slowArrived = new Semaphore(0);
    private volatile CountDownLatch slowAnswers = new CountDownLatch(1);

    TestingBackends(String... ids) throws IOException {
        for (var id : ids) {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
            server.setExecutor(workers);
            server.createContext("/", exchange -> answer(exchange, id));
            server.start();
            servers.put(id, server);
        }
    }

    private void answer(HttpExchange exchange, String id) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/slow")) {
            slowArrived.release();
            try {
                slowAnswers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("X-Backend", id);
        exchange.sendResponseHeaders(200, 2);
        try (var body = exchange.getResponseBody()) {
            body.write(new byte[] {'o', 'k'});
        }
    }

    /** Where they are, by id. */
    Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        servers.forEach((id, server) ->
                addresses.put(id, "127.0.0.1:" + server.getAddress().getPort()));
        return addresses;
    }

    /** Where one is. */
    String address(String id) {
        return addresses().getOrDefault(id, "");
    }

    /** Waits until so many requests for {@code /slow} have arrived since the last time. */
    void awaitSlow(int count) throws InterruptedException {
        slowArrived.acquire(count);
    }

    /** Lets those that wait be answered. */
    void answerSlow() {
        var waiting = slowAnswers;
        slowAnswers = new CountDownLatch(1);
        waiting.countDown();
    }

    @Override
    public void close() {
        answerSlow();
        servers.values().forEach(server -> server.stop(0));
        workers.shutdownNow();
    }
}
