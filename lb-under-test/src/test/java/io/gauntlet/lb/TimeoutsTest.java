package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Who keeps others waiting, over HTTP/1; {@code Http2LifeTest} has the same of streams. Silent backends are in {@code
 * BrokenAnswerTest}, idle connections to them in {@code ReuseTest}, the queue in {@code LimitsTest}, handshakes in {@code
 * TerminationTest}.
 */
class TimeoutsTest {
    /** Steps of those who are slow but steady; a {@link #PATIENCE} is twenty of them. */
    private static final Duration STEP = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Of steps that take longer than any patience when taken together. */
    private static final int STEPS = 24;

    private static final int LARGE = 64 << 20;

    private static Rig rig(String timeouts, String... poolKeys) {
        List<String> keys = new ArrayList<>(List.of(poolKeys));
        keys.add("listeners: [{name: web, bind: 127.0.0.1:0, timeouts: {" + timeouts + "}, routes: [{pool: web}]}]");
        return Rig.start(1, keys.toArray(String[]::new));
    }

    private static ConditionFactory stepByStep() {
        return await().atMost(Duration.ofSeconds(30)).pollDelay(STEP).pollInterval(STEP);
    }

    private static void awaitNothingInFlight(Rig rig) {
        await().until(() -> rig.metrics().contains("gauntlet_lb_backend_in_flight{pool=\"web\",backend=\"b1\"} 0\n"));
    }

    private static void assertTooLate(Rig rig, RawClient client) throws IOException {
        Message answer = client.read();
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.field("Connection")).contains("close");
        assertThat(client.ended()).isTrue();
        assertThat(rig.metrics()).contains("own_answers_total{reason=\"request_timeout\"} 1\n");
    }

    @Test
    void answers408ToAHeadThatDoesNotComeToItsEnd() throws IOException {
        try (Rig rig = rig("head: 300ms");
                RawClient client = rig.client()) {
            assertTooLate(rig, client.write("GET / HTTP/1.1\r\nHost: te"));
            assertThat(rig.backend(0).requests()).isEmpty();
        }
    }

    @Test
    void answers408ToAHeadThatComesTooSlowlyHoweverSteadily() throws IOException {
        try (Rig rig = rig("head: 1s");
                RawClient client = rig.client()) {
            client.write("GET / HTTP/1.1\r\nX: ");
            stepByStep().until(() -> {
                boolean answered = client.socket().getInputStream().available() > 0;
                if (!answered) {
                    client.write("x");
                }
                return answered;
            });
            // What was sent on meanwhile must not reset the answer away.
            assertTooLate(rig, client);
        }
    }

    @Test
    void answers408ToTheHeadOfALaterRequestToo() throws IOException {
        try (Rig rig = rig("head: 300ms");
                RawClient client = rig.client()) {
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            assertTooLate(rig, client.write("G"));
        }
    }

    @Test
    void closesIdleConnectionsWithoutAWord() throws IOException {
        try (Rig rig = rig("idle-client: 300ms");
                RawClient fresh = rig.client();
                RawClient used = rig.client()) {
            used.send("GET", "/").read();
            assertThat(used.in().read()).isNegative();
            assertThat(fresh.in().read()).isNegative();
            assertThat(rig.metrics()).doesNotContain("own_answers_total{");
        }
    }

    @Test
    void answers408ToABodyThatDoesNotComeAndFreesTheBackend() throws IOException {
        try (Rig rig = rig("idle-client: 300ms");
                RawClient client = rig.client()) {
            int before = rig.backend(0).gone();
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\na");
            assertTooLate(rig, client);
            await().until(() -> rig.backend(0).gone() > before);
            awaitNothingInFlight(rig);
        }
    }

    @Test
    void breaksAnAnswerOffWhoseRequestDoesNotGoOn() throws IOException {
        try (Rig rig = rig("idle-client: 300ms");
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                return head.readBody(link.in(), false, false).whole();
            });
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\na");
            Message answer = client.read();
            assertThat(answer.text()).isEqualTo("abc");
            assertThat(answer.whole()).isFalse();
            awaitNothingInFlight(rig);
        }
    }

    @Test
    void takesABodyThatComesSlowlyButSteadily() throws IOException {
        try (Rig rig = rig("idle-client: " + PATIENCE.toMillis() + "ms");
                RawClient client = rig.client()) {
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + STEPS + "\r\n\r\n");
            int[] sent = {0};
            stepByStep().until(() -> {
                client.write("x");
                return ++sent[0] == STEPS;
            });
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(rig.backend(0).requests().get(0).text()).isEqualTo("x".repeat(STEPS));
        }
    }

    private static Behaviour writeMuch() {
        byte[] piece = new byte[1 << 16];
        return (head, link, journal) -> {
            link.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
            for (int sent = 0; sent < LARGE; sent += piece.length) {
                link.socket().getOutputStream().write(piece);
            }
            return true;
        };
    }

    @Test
    void leavesAReaderThatTakesNothingAndFreesTheBackend() throws IOException {
        try (Rig rig = rig("idle-client: 500ms");
                RawClient client = rig.client()) {
            int before = rig.backend(0).gone();
            rig.backend(0).behaving(writeMuch());
            client.send("GET", "/");
            await().atMost(Duration.ofSeconds(20)).until(() -> rig.backend(0).gone() > before);
            awaitNothingInFlight(rig);
            assertThat(client.read().whole()).isFalse();
        }
    }

    @Test
    void servesAReaderThatIsSlowButSteady() throws IOException {
        try (Rig rig = rig("idle-client: " + PATIENCE.toMillis() + "ms");
                RawClient client = rig.client()) {
            rig.backend(0).behaving(writeMuch());
            client.send("GET", "/");
            Message.readHead(client.in());
            int[] steps = {0};
            // Half of it in steps, so that there is always much left to hold back.
            stepByStep().until(() -> {
                assertThat(client.in().readNBytes(LARGE / 2 / STEPS)).hasSize(LARGE / 2 / STEPS);
                return ++steps[0] == STEPS;
            });
            assertThat(client.in().readNBytes(LARGE - LARGE / 2 / STEPS * STEPS))
                    .hasSize(LARGE - LARGE / 2 / STEPS * STEPS);
            awaitNothingInFlight(rig);
        }
    }

    @Test
    void doesNotTakeTheTimeOfASlowReaderForTheBackends() throws Exception {
        BlockingQueue<Stuff> written = new LinkedBlockingQueue<>();
        try (Rig rig = rig("idle-client: 20s", "timeouts: {answer: 200ms}");
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                Stuff down = Stuff.write(link.socket(), LARGE, 1);
                written.add(down);
                return down.sum() != 0;
            });
            client.send("GET", "/");
            Stuff down = written.take();
            // It takes longer than the time for an answer to tell that nothing moves any more.
            assertThat(down.awaitStall()).isLessThan(LARGE);
            assertThat(rig.metrics()).contains("gauntlet_lb_broken_answers_total 0\n");
            Message.readHead(client.in());
            assertThat(Stuff.read(client.in(), LARGE).sum()).isEqualTo(down.sum());
        }
    }

    @Test
    void waitsForEachPieceOfAnAnswerAndNotForTheWhole() throws IOException {
        try (Rig rig = rig("head: 10s", "timeouts: {answer: " + PATIENCE.toMillis() + "ms}");
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + STEPS + "\r\n\r\n");
                int[] sent = {0};
                stepByStep().until(() -> {
                    link.write("x");
                    return ++sent[0] == STEPS;
                });
                return true;
            });
            Message answer = client.send("GET", "/").read();
            assertThat(answer.text()).isEqualTo("x".repeat(STEPS));
        }
    }

    @Test
    void answers502WhenNoConnectionComesAboutInTime() throws IOException {
        List<SocketChannel> crowd = new ArrayList<>();
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Rig rig = Rig.start(
                        Rig.ordered(),
                        List.<TestingBackend>of(),
                        "backends: [{id: b1, address: 127.0.0.1:" + deaf.getLocalPort() + "}]",
                        "health: {active: {type: none}}",
                        "timeouts: {connect: 300ms}")) {
            for (int i = 0; i < 8; i++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(deaf.getLocalSocketAddress());
                crowd.add(channel);
            }
            try (RawClient client = rig.client()) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(502);
                awaitNothingInFlight(rig);
                // Nothing was wrong with the client's own connection.
                for (SocketChannel one : crowd) {
                    one.close();
                }
                var answering = new Thread(() -> answerNext(deaf), "answering");
                answering.setDaemon(true);
                answering.start();
                await().until(() -> client.send("GET", "/").read().status() == 200);
            }
        }
    }

    private static void answerNext(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                if (Message.readHead(socket.getInputStream()).isPresent()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                // One of the crowd, or the end.
            }
        }
    }
}
