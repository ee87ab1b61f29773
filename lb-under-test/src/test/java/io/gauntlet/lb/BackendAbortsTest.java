package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Caller;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An answer that breaks off in its middle, in each way that there is, looks broken to clients of each kind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackendAbortsTest {
    /**
     * How soon the client has seen it. Measured over a hundred resets: half of them within 0.2 ms, 99 within 0.3 ms; with TLS 0.5 ms
     * and 3.5 ms. The rest is for a machine that is busy with something else.
     */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String OFF = "health: {passive: off, active: {interval: 50ms}}";

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));
    private Rig plain = Rig.start(1, OFF);
    private Rig secured = plain;

    /** What a backend has said when it ends, and how that is. */
    private enum Break {
        LENGTH_FIN("Content-Length: 10\r\n\r\nabc", false),
        LENGTH_RST("Content-Length: 10\r\n\r\nabc", true),
        BETWEEN_CHUNKS_FIN("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false),
        BETWEEN_CHUNKS_RST("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true),
        IN_A_CHUNK_FIN("Transfer-Encoding: chunked\r\n\r\n5\r\nabc", false),
        IN_A_CHUNK_RST("Transfer-Encoding: chunked\r\n\r\n5\r\nabc", true),
        BEFORE_THE_LAST_CHUNKS_END_FIN("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n", false),
        IN_TRAILERS_FIN("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n", false),
        MALFORMED_CHUNK("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", false),
        UNTIL_THE_END_RST("\r\nabc", true);

        private final String said;
        private final boolean reset;

        Break(String said, boolean reset) {
            this.said = said;
            this.reset = reset;
        }

        Behaviour behaviour(CountDownLatch go) {
            return (head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\n" + said);
                pass(go);
                if (this == MALFORMED_CHUNK) {
                    link.write("zz\r\n");
                }
                if (reset) {
                    link.reset();
                }
                return false;
            };
        }
    }

    private static void pass(CountDownLatch go) throws IOException {
        try {
            if (!go.await(20, TimeUnit.SECONDS)) {
                throw new IOException("nobody read what was written");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        secrets = Secrets.in(directory);
        secured = Rig.start(1, OFF, secrets.listener("shop"));
    }

    @AfterAll
    void stop() {
        plain.close();
        secured.close();
    }

    static Stream<Arguments> all() {
        return Arrays.stream(Caller.Kind.values())
                .flatMap(kind -> Arrays.stream(Break.values()).map(each -> Arguments.of(kind, each)));
    }

    private Rig rig(Caller.Kind kind) {
        return kind.secured() ? secured : plain;
    }

    private static long broken(Rig rig) {
        return rig.metrics()
                .lines()
                .filter(line -> line.startsWith("gauntlet_lb_broken_answers_total "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .sum();
    }

    @ParameterizedTest
    @MethodSource("all")
    void looksBroken(Caller.Kind kind, Break how) throws IOException {
        Rig rig = rig(kind);
        long before = broken(rig);
        var go = new CountDownLatch(1);
        rig.backend(0).behaving(how.behaviour(go));
        try (Caller caller = kind.call(rig.balancer().address("web"), secrets)) {
            caller.get();
            caller.awaitText("abc");
            go.countDown();
            assertThat(CompletableFuture.supplyAsync(caller::endsWhole))
                    .succeedsWithin(SOON)
                    .isEqualTo(false);
        }
        assertThat(broken(rig)).isEqualTo(before + 1);
        await().atMost(SOON).until(() -> rig.pools().contains("\"inFlight\":0"));
    }

    /** A backend that shuts its side alone has no more to say: that ends its answer as the end of its connection does, and both. */
    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 200 OK|Content-Length: 3||abc', 200, abc",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|0||', 200, abc",
        "'HTTP/1.1 200 OK||abc', 200, abc",
        "'HTTP/1.1 200 OK|Content-Length: 4||abc', 200, broken",
        "'HTTP/1.1 200 OK|Transfer-Encoding: chunked||3|abc|', 200, broken",
        "'HTTP/1.1 200 OK|Content-Le', 502, ''",
        "'', 502, ''"
    })
    void orShutsItsSideAlone(String said, int status, String body) throws IOException {
        var over = new CountDownLatch(1);
        plain.backend(0).behaving((head, link, journal) -> {
            link.write(said.replace("|", "\r\n"));
            link.socket().shutdownOutput();
            try {
                return link.in().read() >= 0;
            } finally {
                over.countDown();
            }
        });
        try (RawClient client = plain.client()) {
            // Nothing but a POST is sent to nobody else, or again.
            Message answer = client.sendBody("POST", "/", "x").read();
            assertThat(answer.status()).isEqualTo(status);
            if (body.equals("broken")) {
                assertThat(answer.whole()).isFalse();
            } else if (status == 200) {
                assertThat(answer.whole()).isTrue();
                assertThat(answer.text()).isEqualTo(body);
            }
        }
        await().atMost(SOON).until(() -> over.getCount() == 0);
        await().atMost(SOON).until(() -> plain.pools().contains("\"inFlight\":0"));
    }

    /** The good twin: what ends properly is not taken for broken. */
    @ParameterizedTest
    @EnumSource
    void looksWholeWhenItIs(Caller.Kind kind) throws IOException {
        Rig rig = rig(kind);
        long before = broken(rig);
        var go = new CountDownLatch(1);
        rig.backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\n\r\nabc");
            pass(go);
            return false;
        });
        try (Caller caller = kind.call(rig.balancer().address("web"), secrets)) {
            caller.get();
            caller.awaitText("abc");
            go.countDown();
            assertThat(CompletableFuture.supplyAsync(caller::endsWhole))
                    .succeedsWithin(SOON)
                    .isEqualTo(true);
        }
        assertThat(broken(rig)).isEqualTo(before);
    }
}
