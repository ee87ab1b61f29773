package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.config.DiscoveryConfig.ConsulQuery;
import io.gauntlet.lb.config.DiscoveryConfig.ConsulRegistry;
import io.gauntlet.lb.testing.TestingConsul;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of a registry, and what is made of its answers, over real sockets. */
class ConsulSourceTest {
    private static final String ONE = TestingConsul.instance("n1", "web", "10.0.0.1", 80, 1);

    @TempDir
    private Path directory;

    private TestingConsul consul;
    private ConsulSource source;

    @BeforeEach
    void start() throws IOException {
        consul = TestingConsul.start();
        source = source(Optional.empty(), Duration.ofMillis(200));
    }

    @AfterEach
    void close() {
        consul.close();
    }

    private ConsulSource source(Optional<Path> tokenFile, Duration wait) {
        return source(tokenFile, wait, Duration.ofSeconds(20));
    }

    private ConsulSource source(Optional<Path> tokenFile, Duration wait, Duration answerTimeout) {
        return new ConsulSource(
                new ConsulRegistry(
                        URI.create("http://127.0.0.1:" + consul.port() + "/"),
                        new ConsulQuery("my web", Optional.of("v2"), Optional.of("dc1")),
                        tokenFile,
                        wait),
                new Backoff(new SplittableRandom(1)),
                answerTimeout);
    }

    private static List<String> texts(Answer answer) {
        return answer.entries().stream()
                .map(entry -> entry.id() + " " + entry.host() + ":" + entry.port() + " x" + entry.weight())
                .toList();
    }

    @Test
    void readsInstancesWithTheirNodesAndWeights() throws Exception {
        consul.instances(
                TestingConsul.instance("n2", "web", "10.0.0.2", 81, 7),
                TestingConsul.instance("n1", "web/1", "", 80, 1),
                "{\"Node\": {\"Node\": \"n3\", \"Address\": \"10.0.0.3\"}, \"Service\": {\"ID\": \"web\", \"Port\": 82}}");
        assertThat(texts(source.ask(10)))
                .containsExactly(
                        Ids.of("n1.web/1") + " 10.9.9.9:80 x1", "n2.web 10.0.0.2:81 x7", "n3.web 10.0.0.3:82 x1");
        TestingConsul.Question question = consul.questions().get(0);
        assertThat(question.path()).isEqualTo("/v1/health/service/my web");
        assertThat(question.query())
                .containsEntry("passing", "1")
                .containsEntry("index", "0")
                .containsEntry("wait", "200ms")
                .containsEntry("tag", "v2")
                .containsEntry("dc", "dc1");
        assertThat(question.token()).isEqualTo("null");
    }

    @Test
    void isHeldUntilThereIsNews() throws Exception {
        consul.instances(ONE);
        ConsulSource patient = source(Optional.empty(), Duration.ofMinutes(5));
        assertThat(patient.ask(10).entries()).hasSize(1);
        long index = consul.index();
        CompletableFuture<Answer> held = CompletableFuture.supplyAsync(() -> {
            try {
                return patient.ask(10);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Awaitility.await().until(() -> consul.questions().size() == 2);
        assertThat(held).isNotDone();
        consul.instances(ONE, TestingConsul.instance("n2", "web", "10.0.0.2", 81, 1));
        assertThat(held.get().entries()).hasSize(2);
        assertThat(consul.questions().get(1).query()).containsEntry("index", Long.toString(index));
    }

    @Test
    void asksFromTheBeginningWhenTheIndexGoesBackwardsAndAfterAFailure() throws Exception {
        consul.raw(50, "[" + ONE + "]");
        assertThat(source.ask(10).entries()).hasSize(1);
        consul.raw(3, "[" + ONE + "]");
        assertThat(source.ask(10).entries()).hasSize(1);
        assertThat(source.ask(10).entries()).hasSize(1);
        consul.behaving((exchange, question) -> TestingConsul.reply(exchange, 500, "No cluster leader"));
        assertThatThrownBy(() -> source.ask(10))
                .isInstanceOf(IOException.class)
                .hasMessage("status 500 (expected: 200)");
        consul.behaving();
        assertThat(source.ask(10).entries()).hasSize(1);
        assertThat(consul.questions())
                .extracting(question -> question.query().get("index"))
                .containsExactly("0", "50", "0", "3", "0");
    }

    @Test
    void asksAtOnceAgainButNotARegistryThatNeverHoldsAQuestion() throws Exception {
        consul.behaving((exchange, question) -> {
            exchange.getResponseHeaders().set("X-Consul-Index", "1");
            TestingConsul.reply(exchange, 200, "[" + ONE + "]");
        });
        assertThat(source.ask(10).next()).isZero();
        assertThat(source.ask(10).next()).isZero();
        assertThat(source.ask(10).next()).isPositive();
    }

    @Test
    void showsTheTokenOfTheFileAndNeverSaysIt() throws Exception {
        Path file = directory.resolve("token");
        ConsulSource trusted = source(Optional.of(file), Duration.ofMillis(200));
        consul.instances(ONE);
        assertThatThrownBy(() -> trusted.ask(10)).hasMessageContaining("token-file " + file + ": cannot be read");
        Files.writeString(file, "s3cret\n");
        trusted.ask(10);
        Files.writeString(file, "an0ther");
        trusted.ask(10);
        assertThat(consul.questions()).extracting(TestingConsul.Question::token).containsExactly("s3cret", "an0ther");
        for (String bad : List.of("", "s3cret\r\nX: y", "s3cr\u0000et", "s3cret\u00e4", "s3cret".repeat(1_000))) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> trusted.ask(10))
                    .isInstanceOf(IOException.class)
                    .hasMessage("token-file " + file + ": not a token (expected: printable ASCII without spaces)");
        }
        assertThat(trusted.toString()).doesNotContain("an0ther");
    }

    @Test
    void doesNotFollowARedirectWithItsToken() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "s3cret");
        consul.behaving((exchange, question) -> {
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            TestingConsul.reply(exchange, 302, "");
        });
        assertThatThrownBy(
                        () -> source(Optional.of(file), Duration.ofSeconds(1)).ask(10))
                .hasMessage("status 302 (expected: 200)");
        assertThat(consul.questions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | not a list of instances (expected: what Consul answers)",
                "'' | not a list of instances (expected: what Consul answers)",
                "nonsense | not JSON: ",
                "'[{\"Node\": ' | not JSON: ",
            })
    void refusesWhatIsNoListOfInstances(String body, String reason) {
        consul.raw(20, body);
        assertThatThrownBy(() -> source.ask(10))
                .isInstanceOf(IOException.class)
                .message()
                .startsWith(reason);
    }

    @Test
    void leavesOutInstancesWithoutAPort() throws Exception {
        consul.instances(
                ONE,
                "{\"Node\": {\"Node\": \"n2\"}, \"Service\": {\"ID\": \"web\", \"Port\": \"http\"}}",
                "{\"Node\": {\"Node\": \"n3\"}, \"Service\": {\"ID\": \"web\", \"Port\": 12345678901}}",
                "7",
                "[]");
        Answer answer = source.ask(10);
        assertThat(texts(answer)).containsExactly("n1.web 10.0.0.1:80 x1");
        assertThat(answer.unusable())
                .hasSize(4)
                .contains(
                        "'n2.web': port \"http\" (expected: 1 to 65535)",
                        "'n3.web': port 12345678901 (expected: 1 to 65535)");
    }

    @Test
    void refusesAHundredThousandInstances() throws Exception {
        consul.raw(20, "[" + String.join(",", Collections.nCopies(100_000, "{}")) + "]");
        assertThatThrownBy(() -> source.ask(20_000))
                .hasMessage("more than 20000 instances (expected: at most as many)");
        consul.raw(21, "[" + "[".repeat(1_000) + "]".repeat(1_000) + "]");
        assertThatThrownBy(() -> source.ask(20_000)).hasMessageStartingWith("not JSON: Document nesting depth");
    }

    /** With a length and without one, well and with an error. */
    @ParameterizedTest
    @CsvSource({
        "200, 1073741824, an answer that is too large (expected: at most 33554432 bytes)",
        "200, 0, an answer that is too large (expected: at most 33554432 bytes)",
        "500, 1073741824, status 500 (expected: 200)",
        "500, 0, status 500 (expected: 200)"
    })
    void breaksOffAnAnswerOfAGigabyte(int status, long length, String reason) {
        var written = new AtomicLong();
        consul.behaving((exchange, question) -> {
            exchange.getResponseHeaders().set("X-Consul-Index", "1");
            exchange.sendResponseHeaders(status, length);
            byte[] part = "[[]]".repeat(16_384).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                while (written.addAndGet(part.length) <= 1L << 30) {
                    out.write(part);
                }
            }
        });
        assertThatThrownBy(() -> source.ask(10)).isInstanceOf(IOException.class).hasMessage(reason);
        // What was on its way in buffers, and not much more.
        assertThat(written).hasValueLessThan(1L << 28);
    }

    @Test
    void givesUpAnAnswerThatComesTooSlowlyToEnd() throws IOException {
        var never = new CountDownLatch(1);
        consul.behaving((exchange, question) -> {
            exchange.getResponseHeaders().set("X-Consul-Index", "1");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('[');
            exchange.getResponseBody().flush();
            never.await();
        });
        ConsulSource impatient = source(Optional.empty(), Duration.ofSeconds(1), Duration.ofMillis(200));
        assertThatThrownBy(() -> impatient.ask(10))
                .isInstanceOf(IOException.class)
                .hasMessage("no whole answer within 200 ms");
    }

    @Test
    void givesUpWhenAskedToWhileItWaits() throws Exception {
        var arrived = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        consul.behaving((exchange, question) -> {
            arrived.countDown();
            never.await();
        });
        var failure = new CompletableFuture<Throwable>();
        var thread = new Thread(() -> {
            try {
                source.ask(10);
                failure.complete(new AssertionError("answered"));
            } catch (IOException | InterruptedException e) {
                failure.complete(e);
            }
        });
        thread.start();
        arrived.await();
        thread.interrupt();
        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        thread.join();
    }

    @Test
    void saysThatNobodyIsThere() {
        consul.close();
        assertThatThrownBy(() -> source.ask(10)).isInstanceOf(IOException.class).hasMessage("connection refused");
    }
}
