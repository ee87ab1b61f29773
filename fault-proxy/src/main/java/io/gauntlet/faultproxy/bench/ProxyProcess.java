package io.gauntlet.faultproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server of Toxiproxy's API as a child process, driven by that API alone. Not thread-safe. */
final class ProxyProcess implements Subject {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** Of {@code /proc/<pid>/stat}, which every Linux that Java runs on gives in hundredths of a second. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String name;
    private final Process process;
    private final int port;
    private int proxies;

    private ProxyProcess(String name, Process process, int port) {
        this.name = name;
        this.process = process;
        this.port = port;
    }

    /** Starts this proxy in a JVM of its own. */
    static ProxyProcess ours(List<String> prefix, List<String> jvmOptions) {
        var command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.gauntlet.faultproxy.Main", "--port"));
        return start("ours", command);
    }

    /** Starts a real Toxiproxy. */
    static ProxyProcess toxiproxy(List<String> prefix, Path binary) {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(binary.toString(), "-port"));
        return start("toxiproxy", command);
    }

    private static ProxyProcess start(String name, List<String> command) {
        try {
            int port = freePort();
            command.addAll(List.of(String.valueOf(port), "-host", "127.0.0.1"));
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("LOG_LEVEL", "error"); // The original's log of each connection costs it time.
            var process = builder.start();
            // Whoever ends the benchmark ends it, too.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "end-" + name));
            var started = new ProxyProcess(name, process, port);
            started.await();
            return started;
        } catch (IOException failed) {
            throw new BenchException(name + " cannot be started: " + failed.getMessage(), failed);
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void await() {
        long deadline = System.nanoTime() + START_NANOS;
        while (true) {
            try {
                call("GET", "/version", "");
                return;
            } catch (BenchException notYet) {
                if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                    close();
                    throw new BenchException(name + " does not answer at port " + port, notYet);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private JsonNode call(String method, String path, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new BenchException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
            }
            return MAPPER.readTree(answer.body());
        } catch (IOException failed) {
            throw new BenchException(method + " " + path + ": " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchException(method + " " + path + ": interrupted", interrupted);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return call("GET", "/version", "").path("version").asText();
    }

    @Override
    public InetSocketAddress to(int upstream) {
        proxies++;
        var made = call(
                "POST",
                "/proxies",
                "{\"name\":\"bench" + proxies + "\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"127.0.0.1:" + upstream
                        + "\"}");
        var listen = made.path("listen").asText();
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(listen.substring(listen.lastIndexOf(':') + 1)));
    }

    @Override
    public void toxic(String json) {
        call("POST", "/proxies/bench" + proxies + "/toxics", json);
    }

    @Override
    public void heal() {
        call("POST", "/reset", "");
    }

    @Override
    public long residentBytes() {
        for (var line : proc("status").lines().toList()) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    @Override
    public long cpuNanos() {
        var stat = proc("stat");
        // The name, which may hold spaces, ends at the last parenthesis; user and system time are the 14th and 15th
        // field.
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_PER_TICK;
    }

    private String proc(String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), file));
        } catch (IOException failed) {
            throw new BenchException(name + " has gone, or this system has no /proc", failed);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
