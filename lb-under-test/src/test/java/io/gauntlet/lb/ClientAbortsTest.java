package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gauntlet.lb.config.TransportName;
import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Caller;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that leaves, at whatever moment, takes its request with it: the backend sees its connection end. No timeout is at work: the
 * shortest is a minute, and nobody waits that long here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientAbortsTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";

    /**
     * How soon the backend has seen it. Measured over a hundred closes: half of them within 0.1 ms, 99 within 0.3 ms; with TLS 0.4 ms
     * and 3 ms. The rest is for a machine that is busy with something else.
     */
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final long MUCH = 64L << 20;
    private static final String HALF = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));
    private Rig plain = Rig.start(Rig.ordered(), 1, NO_PROBES);
    private Rig secured = plain;
    private CountDownLatch arrived = new CountDownLatch(1);
    private CountDownLatch left = new CountDownLatch(1);

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        secrets = Secrets.in(directory);
        secured = Rig.start(Rig.ordered(), 1, NO_PROBES, secrets.listener("shop"));
    }

    @AfterAll
    void stop() {
        plain.close();
        secured.close();
    }

    @BeforeEach
    void renew() {
        arrived = new CountDownLatch(1);
        left = new CountDownLatch(1);
    }

    private Rig rig(boolean tls) {
        return tls ? secured : plain;
    }

    private RawClient client(boolean tls) throws IOException {
        return tls ? secrets.client(secured) : plain.client();
    }

    /** Says this, then reads until the other side leaves. */
    private Behaviour saying(String text) {
        return (head, link, journal) -> {
            link.write(text);
            arrived.countDown();
            try {
                while (link.in().read() >= 0) {
                    // What comes is of no interest.
                }
            } finally {
                left.countDown();
            }
            return false;
        };
    }

    private void awaitArrival() {
        await().until(() -> arrived.getCount() == 0);
    }

    private void awaitLeft(Rig rig) {
        await().atMost(SOON).until(() -> left.getCount() == 0);
        await().atMost(SOON).until(() -> rig.pools().contains("\"inFlight\":0"));
    }

    private static void leave(RawClient client, String how) throws IOException {
        if (how.equals("RST")) {
            client.socket().setSoLinger(true, 0);
        }
        client.socket().close();
    }

    static Stream<Arguments> unanswered() {
        return Stream.of(
                        "GET / HTTP/1.1\r\nHost: test\r\n\r\n",
                        "POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nabc",
                        "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
                .flatMap(request -> Stream.of("FIN", "RST")
                        .flatMap(how -> Stream.of(false, true).map(tls -> Arguments.of(request, how, tls))));
    }

    @ParameterizedTest
    @MethodSource("unanswered")
    void beforeItsAnswerBegins(String request, String how, boolean tls) throws IOException {
        rig(tls).backend(0).behaving(saying(""));
        try (RawClient client = client(tls).write(request)) {
            awaitArrival();
            leave(client, how);
            awaitLeft(rig(tls));
        }
    }

    /** A backend that reads nothing holds the upload up, so nothing is read of the client any more: a reset is seen all the same. */
    @Test
    void withAnUploadThatIsHeldUp() throws IOException {
        assumeFalse(
                TransportName.IO_URING.text().equals(System.getProperty(Transport.PROPERTY)),
                "Netty's io_uring tells of no reset while nothing is read");
        plain.backend(0).behaving((head, link, journal) -> {
            arrived.countDown();
            try {
                await().until(() -> left.getCount() == 0);
            } catch (RuntimeException e) {
                throw new IOException(e);
            }
            return false;
        });
        try (RawClient client = plain.client()) {
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + MUCH + "\r\n\r\n");
            Stuff up = Stuff.write(client.socket(), MUCH, 1);
            awaitArrival();
            assertThat(up.awaitStall()).isLessThan(MUCH);
            leave(client, "RST");
            await().atMost(SOON)
                    .until(() -> plain.metrics()
                            .contains("gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 0\n"));
        } finally {
            left.countDown();
        }
    }

    @ParameterizedTest
    @EnumSource
    void inTheMiddleOfAnAnswer(Caller.Kind kind) throws IOException {
        Rig rig = rig(kind.secured());
        rig.backend(0).behaving(saying(HALF));
        try (Caller caller = kind.call(rig.balancer().address("web"), secrets)) {
            caller.get();
            caller.awaitText("abc");
        }
        awaitLeft(rig);
    }

    /** Nothing is read of the backend any more then, nor written to the client. */
    @ParameterizedTest
    @CsvSource({"false, FIN", "false, RST", "true, FIN", "true, RST"})
    void withAnAnswerThatItHoldsUp(boolean tls, String how) throws IOException {
        rig(tls).backend(0).behaving((head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\nContent-Length: " + MUCH + "\r\n\r\n");
            Stuff down = Stuff.write(link.socket(), MUCH, 1);
            down.awaitStall();
            arrived.countDown();
            try {
                return down.sum() == 0;
            } catch (RuntimeException e) {
                left.countDown();
                return false;
            }
        });
        try (RawClient client = client(tls).send("GET", "/")) {
            awaitArrival();
            leave(client, how);
            awaitLeft(rig(tls));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stream", "connection"})
    void asAStream(String what) throws IOException {
        plain.backend(0).behaving(saying(""));
        try (StreamClient client = StreamClient.connect(plain.balancer().address("web"))) {
            StreamClient.Stream stream =
                    client.begin("POST", "/", "content-length: 10").data("abc", false);
            awaitArrival();
            if (what.equals("stream")) {
                stream.reset();
                awaitLeft(plain);
            }
        }
        awaitLeft(plain);
    }

    /** As with NGINX and Envoy, and unlike HAProxy: whoever says no more is not told from one that is gone, unless so configured. */
    @Test
    void whoShutsItsSideLeavesToo() throws IOException {
        plain.backend(0).behaving(saying(""));
        try (RawClient client = plain.client().send("GET", "/")) {
            awaitArrival();
            client.socket().shutdownOutput();
            awaitLeft(plain);
            assertThat(client.ended()).isTrue();
        }
    }
}
