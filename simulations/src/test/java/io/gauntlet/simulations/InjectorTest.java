package io.gauntlet.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The injector's conversation over its standard streams. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class InjectorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final PipedWriter commands = new PipedWriter();
    private final Lines events = new Lines();
    private final ExecutorService answers = Executors.newFixedThreadPool(4);
    private HttpServer server;
    private Thread injector;

    InjectorTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        PipedReader input = new PipedReader(commands, 64 * 1024);
        injector = new Thread(() -> serve(new BufferedReader(input)), "injector");
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.setExecutor(answers);
        server.start();
        injector.start();
    }

    @AfterEach
    void stop() throws Exception {
        commands.close();
        injector.join();
        server.stop(0);
        answers.shutdownNow();
    }

    private void serve(BufferedReader input) {
        try {
            new Injector(events).serve(input, true);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void playsPlansOneAfterAnotherInOneJvm() throws Exception {
        assertThat(next()).isEqualTo(JSON.readTree("{\"ready\":{\"injector\":\"stdio\"}}"));
        for (String name : List.of("first", "second", "third")) {
            run(plan(name, 20, 1, "\"" + folder.resolve("gatling") + "\""));

            JsonNode started = next();
            assertThat(started.path("event").asText()).isEqualTo("started");
            assertThat(started.path("t0").asLong()).isPositive();
            JsonNode finished = finished();
            assertThat(finished.path("requests").asInt()).isEqualTo(20);
            assertThat(finished.path("failed").asInt()).isZero();
            assertThat(finished.path("aborted").isNull()).isTrue();
            assertThat(Path.of(finished.path("report").asText()))
                    .isEqualTo(folder.resolve("gatling").resolve(name).resolve("index.html"))
                    .content()
                    .contains(name);
            assertThat(Files.readAllLines(folder.resolve(name).resolve("requests.csv")))
                    .hasSize(21);
            assertThat(Files.readAllLines(folder.resolve(name).resolve("injector.csv")))
                    .hasSizeGreaterThan(1)
                    .first()
                    .isEqualTo("at,lateness_p99_millis,offered,achieved,failed,in_flight,cpu,open_connections");
        }
    }

    @Test
    void mistakesAreToldAndSurvived() throws Exception {
        next();
        say("{\"command\":\"run\",\"plan\":" + plan("bad", -1, 1, "null") + "}");
        assertThat(next().path("message").asText()).isEqualTo("phases[0].fromRps: -1 (expected: >= 0)");
        say("nonsense");
        assertThat(next().path("message").asText()).startsWith("command: not JSON");
        say("{\"command\":\"dance\"}");
        assertThat(next().path("message").asText()).isEqualTo("command: \"dance\" (expected: run or stop)");
        say("{\"command\":\"stop\"}");
        run(plan("good", 10, 1, "null"));
        assertThat(finished().path("requests").asInt()).isEqualTo(10);
    }

    @Test
    void stopEndsARunningExperimentAndASecondOneIsRefusedMeanwhile() throws Exception {
        next();
        run(plan("long", 10, 100, "null"));
        assertThat(next().path("event").asText()).isEqualTo("started");
        run(plan("other", 10, 1, "null"));
        JsonNode refusal = next();
        while (refusal.path("event").asText().equals("progress")) {
            refusal = next();
        }
        assertThat(refusal.path("message").asText())
                .isEqualTo("run: an experiment is running (expected: its end first)");
        say("{\"command\":\"stop\"}");
        assertThat(finished().path("aborted").asText()).isEqualTo("stopped");
        run(plan("next", 10, 1, "null"));
        assertThat(finished().path("aborted").isNull()).isTrue();
    }

    @Test
    void endOfCommandsEndsTheExperiment() throws Exception {
        next();
        run(plan("long", 10, 100, "null"));
        assertThat(next().path("event").asText()).isEqualTo("started");
        commands.close();
        assertThat(finished().path("aborted").asText()).isEqualTo("stopped");
        injector.join();
        assertThat(events.lines).isEmpty();
    }

    /** Takes what is written, by whichever thread, apart into lines. */
    private static final class Lines implements Appendable {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final StringBuilder line = new StringBuilder();

        @Override
        public synchronized Appendable append(CharSequence text) {
            line.append(text);
            return this;
        }

        @Override
        public synchronized Appendable append(CharSequence text, int start, int end) {
            return append(text.subSequence(start, end));
        }

        @Override
        public synchronized Appendable append(char c) {
            if (c == '\n') {
                lines.add(line.toString());
                line.setLength(0);
            } else {
                line.append(c);
            }
            return this;
        }
    }

    private JsonNode finished() throws Exception {
        JsonNode event = next();
        while (!event.path("event").asText().equals("finished")) {
            assertThat(event.path("event").asText()).isIn("started", "progress");
            event = next();
        }
        return event;
    }

    private JsonNode next() throws Exception {
        String line = events.lines.poll(60, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return JSON.readTree(line);
    }

    private void run(String plan) throws IOException {
        say("{\"command\":\"run\",\"plan\":" + plan + "}");
    }

    private void say(String line) throws IOException {
        commands.write(line + "\n");
        commands.flush();
    }

    private String plan(String name, int rps, int seconds, String gatling) {
        return String.format(
                "{\"name\":\"%s\",\"baseUrl\":\"http://127.0.0.1:%d\",\"run\":\"r\",\"ledger\":\"%s\",\"events\":\"%s\","
                        + "\"gatling\":%s,\"phases\":[{\"fromRps\":%d,\"toRps\":%d,\"seconds\":%d}],"
                        + "\"mix\":[{\"path\":\"/\"}]}",
                name,
                server.getAddress().getPort(),
                folder.resolve(name).resolve("requests.csv"),
                folder.resolve(name).resolve("injector.csv"),
                gatling,
                rps,
                rps,
                seconds);
    }
}
