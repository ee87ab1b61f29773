package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The mutants that the network checks must notice have their defects. */
class NetMutantTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final int SHORT_MILLIS = 300;

    private static Rig start(Mutant mutant, int backends, String... poolKeys) {
        return Rig.start(mutant.breaking(Rig.ordered()), backends, poolKeys);
    }

    private static Behaviour after(CountDownLatch latch, Behaviour behaviour) {
        return (head, link, journal) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return behaviour.serve(head, link, journal);
        };
    }

    /** Nothing comes, for as long as would be plenty if something were to come. */
    private static void assertSilent(RawClient client) throws IOException {
        int patience = client.socket().getSoTimeout();
        client.socket().setSoTimeout(SHORT_MILLIS);
        Assertions.assertThatThrownBy(() -> client.in().read()).isInstanceOf(SocketTimeoutException.class);
        client.socket().setSoTimeout(patience);
    }

    @Test
    void letsTheAnswersOfOneBackendWaitForThoseOfAnother() throws IOException {
        try (Rig rig = start(new HeadOfLine(), 2, NO_PROBES);
                RawClient slow = rig.client();
                RawClient fast = rig.client()) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(after(latch, Behaviour.answer("slow")));
            slow.send("GET", "/");
            await().until(() -> rig.metrics().contains("in_flight{pool=\"web\",backend=\"b1\"} 1"));
            fast.send("GET", "/");
            await().until(() -> rig.backend(1).requests().size() == 1);
            assertSilent(fast);
            latch.countDown();
            assertThat(slow.read().text()).isEqualTo("slow");
            assertThat(fast.read().text()).isEqualTo("ok");
            rig.backend(0).behaving(Behaviour.answer("ok"));
            assertThat(fast.send("GET", "/").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void freesTheLineWhenAClientLeaves() throws IOException {
        try (Rig rig = start(new HeadOfLine(), 2, NO_PROBES)) {
            rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
            try (RawClient slow = rig.client().send("GET", "/")) {
                await().until(() -> rig.metrics().contains("in_flight{pool=\"web\",backend=\"b1\"} 1"));
                assertThat(slow.socket().isConnected()).isTrue();
            }
            assertThat(rig.get("/").text()).isEqualTo("ok");
        }
    }

    @Test
    void holdsTheFirstByteUntilItHasTheLast() throws IOException {
        try (Rig rig = start(new BuffersAnswers(), 1, NO_PROBES);
                RawClient client = rig.client()) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
                return after(latch, (h, l, j) -> {
                            l.write("def");
                            return true;
                        })
                        .serve(head, link, journal);
            });
            client.send("GET", "/");
            await().until(() -> rig.metrics().contains("code=\"200\"} 1"));
            assertSilent(client);
            latch.countDown();
            assertThat(client.read().text()).isEqualTo("abcdef");
        }
    }

    @Test
    void sendsAPostAgainAfterAReset() throws IOException {
        try (Rig rig = start(new RepeatsPosts(), 2, NO_PROBES);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head.readBody(link.in(), false, false));
                link.reset();
                return false;
            });
            assertThat(client.sendBody("POST", "/", "abc").read().field("X-Backend"))
                    .contains("b2");
            assertThat(rig.backend(0).requests()).hasSize(1);
            assertThat(rig.backend(1).requests().get(0).text()).isEqualTo("abc");
        }
    }

    @Test
    void waitsForEver() throws IOException {
        try (Rig rig = start(new NoTimeout(), 1, NO_PROBES, "timeouts: {connect: 20ms, answer: 20ms}");
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
            client.send("GET", "/");
            assertSilent(client);
        }
    }

    @Test
    void endsAnAnswerWhenTheBackendHasClosed() throws IOException {
        try (Rig rig = start(new WaitsForClose(), 1, NO_PROBES);
                RawClient client = rig.client()) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "4\r\nlast\r\n0\r\n\r\n");
                return after(latch, (h, l, j) -> false).serve(head, link, journal);
            });
            client.send("GET", "/");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            assertThat(client.in().readNBytes(9)).hasSize(9);
            assertSilent(client);
            latch.countDown();
            assertThat(client.in().readNBytes(5)).isEqualTo(new byte[] {'0', '\r', '\n', '\r', '\n'});
        }
    }

    @Test
    void takesAHeadInPiecesForMalformed() throws IOException {
        try (Rig rig = start(new WholeHeads(), 1, NO_PROBES);
                RawClient whole = rig.client();
                RawClient pieces = rig.client()) {
            for (int i = 0; i < 3; i++) {
                assertThat(whole.sendBody("POST", "/", "abc").read().status()).isEqualTo(200);
            }
            pieces.socket().setTcpNoDelay(true);
            pieces.write("GET / HT");
            assertThat(pieces.read().status()).isEqualTo(400);
            rig.backend(0).behaving((head, link, journal) -> {
                link.socket().setTcpNoDelay(true);
                link.write("HTTP/1.1 2");
                // Whatever comes now comes in a piece of its own.
                return link.in().read() >= 0;
            });
            assertThat(whole.send("GET", "/").read().status()).isEqualTo(502);
        }
    }

    @Test
    void neverForgivesARefusal() throws IOException {
        try (TestingBackend other = TestingBackend.start("b2")) {
            TestingBackend refusing = TestingBackend.start("b1");
            int port = refusing.port();
            String backends = "backends: [{id: b1, address: 127.0.0.1:%d}, {id: b2, address: 127.0.0.1:%d}]"
                    .formatted(port, other.port());
            try (Rig rig = Rig.start(new CachesRefusal().breaking(Rig.ordered()), List.of(), backends, NO_PROBES)) {
                assertThat(List.of(rig.whoAnswers(), rig.whoAnswers())).containsExactlyInAnyOrder("b1", "b2");
                refusing.close();
                for (int i = 0; i < 4; i++) {
                    rig.get("/");
                }
                try (TestingBackend back = TestingBackend.start("b1", port)) {
                    for (int i = 0; i < 10; i++) {
                        assertThat(rig.whoAnswers()).isEqualTo("b2");
                    }
                    assertThat(back.requests()).isEmpty();
                }
            }
        }
    }

    @Test
    void givesRequestsToDeadBackendsWhenHalfAreDown() throws IOException {
        try (Rig rig = start(new Panics(), 2).awaitState("HEALTHY")) {
            rig.backend(0).close();
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            Set<Integer> statuses = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                statuses.add(rig.get("/").status());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 502);
        }
    }

    @Test
    void givesTheLateAnswerToTheNextRequest() throws IOException {
        try (Rig rig = start(new ReusesOutstanding(), 1, NO_PROBES, "timeouts: {answer: 2s}");
                RawClient client = rig.client()) {
            Map<String, CountDownLatch> due = Map.of("/2", new CountDownLatch(1), "/3", new CountDownLatch(1));
            rig.backend(0).behaving((head, link, journal) -> {
                Behaviour answer = Behaviour.answer("for " + head.path());
                CountDownLatch latch = due.get(head.path());
                return (latch == null ? answer : after(latch, answer)).serve(head, link, journal);
            });
            assertThat(client.send("GET", "/1").read().text()).isEqualTo("for /1");
            assertThat(client.send("GET", "/2").read().status()).isEqualTo(504);
            for (String late : List.of("/2", "/3")) {
                client.send("GET", late.equals("/2") ? "/3" : "/4");
                // Before anybody waits for it, an answer would end the connection.
                await().until(() -> rig.pools().contains("\"inFlight\":1"));
                Objects.requireNonNull(due.get(late)).countDown();
                assertThat(client.read().text()).isEqualTo("for " + late);
            }
            assertThat(rig.backend(0).accepted()).isEqualTo(1);
        }
    }
}
