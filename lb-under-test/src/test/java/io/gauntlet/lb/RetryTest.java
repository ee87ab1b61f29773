package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, and what must not be. */
class RetryTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";

    /** Answers the first request of a connection and closes it at the second, without a byte. */
    private static Behaviour closingWhenReused() {
        var answer = Behaviour.answer("ok");
        return (head, link, journal) -> {
            if (head.path().equals("/warm")) {
                return answer.serve(head, link, journal);
            }
            // What of the request has arrived is read, so that closing sends no reset that could overtake.
            journal.add(head.readBody(link.in(), false, false));
            return false;
        };
    }

    /** Gives every event loop a connection to both backends. */
    private static RawClient warmClient(Rig rig) throws IOException {
        RawClient client = rig.client();
        client.send("GET", "/warm").read();
        client.send("GET", "/warm").read();
        return client;
    }

    private static long unwarm(TestingBackend backend) {
        return backend.requests().stream()
                .filter(request -> !request.path().equals("/warm"))
                .count();
    }

    private static Rig oneClosesWhenReused() {
        Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES);
        rig.backend(0).behaving(closingWhenReused());
        return rig;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})
    void repeatsIdempotentRequestsOnAnotherBackendWhenAReusedConnectionCloses(String method) throws IOException {
        try (Rig rig = oneClosesWhenReused();
                RawClient client = warmClient(rig)) {
            Message answer = client.send(method, "/x").readToHead();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-Backend")).contains("b2");
            assertThat(unwarm(rig.backend(0))).isEqualTo(1);
            assertThat(rig.metrics()).contains("gauntlet_lb_retries_total{pool=\"web\"} 1");
        }
    }

    @ParameterizedTest
    @CsvSource({"POST, 0", "POST, 3", "PATCH, 0", "PUT, 3", "DELETE, 3"})
    void neverRepeatsWhatMayHaveBeenProcessed(String method, int bytes) throws IOException {
        try (Rig rig = oneClosesWhenReused();
                RawClient client = warmClient(rig)) {
            Message answer = client.sendBody(method, "/x", "a".repeat(bytes)).read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(unwarm(rig.backend(0))).isEqualTo(1);
            assertThat(unwarm(rig.backend(1))).isZero();
        }
    }

    @Test
    void repeatsARequestWhoseBodyHasNotComeYet() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES);
                RawClient client = warmClient(rig)) {
            rig.backend(0).behaving((head, link, journal) -> false);
            client.write("PUT /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\n");
            Awaitility.await().until(() -> rig.metrics().contains("retries_total{pool=\"web\"} 1"));
            Message answer = client.write("abc").read();
            assertThat(answer.field("X-Backend")).contains("b2");
            assertThat(rig.backend(1).requests().get(1).text()).isEqualTo("abc");
        }
    }

    @Test
    void doesNotRepeatOnAFreshConnection() throws IOException {
        try (Rig rig = oneClosesWhenReused();
                RawClient client = rig.client()) {
            assertThat(client.send("GET", "/x").read().status()).isEqualTo(502);
            assertThat(unwarm(rig.backend(1))).isZero();
        }
    }

    @Test
    void doesNotRepeatAfterTheFirstByteOfAnAnswer() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES);
                RawClient client = warmClient(rig)) {
            rig.backend(0).behaving(Behaviour.writeAndClose("H"));
            assertThat(client.send("GET", "/x").read().status()).isEqualTo(502);
            assertThat(unwarm(rig.backend(1))).isZero();
        }
    }

    @Test
    void doesNotRepeatA5xxOrGarbage() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES);
                RawClient client = warmClient(rig)) {
            rig.backend(0)
                    .behaving(Behaviour.writeAndClose(
                            "HTTP/1.1 503 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
            assertThat(client.send("GET", "/x").read().status()).isEqualTo(503);
            client.send("GET", "/x").read();
            rig.backend(0).behaving(Behaviour.writeAndClose("garbage\r\n\r\n"));
            assertThat(client.send("GET", "/x").read().status()).isEqualTo(502);
            assertThat(unwarm(rig.backend(1))).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void repeatsWhateverFoundNoConnection(String method) throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES)) {
            rig.backend(0).close();
            for (int i = 0; i < 4; i++) {
                try (RawClient client = rig.client()) {
                    Message answer = client.sendBody(method, "/x", "abc").read();
                    assertThat(answer.field("X-Backend")).contains("b2");
                }
            }
            assertThat(rig.backend(1).requests())
                    .hasSize(4)
                    .allSatisfy(request -> assertThat(request.text()).isEqualTo("abc"));
        }
    }

    @Test
    void noBudgetLimitsRetriesThatCostNoBackendAnything() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, "retry: {attempts: 1, budget: 0%}")) {
            rig.backend(0).close();
            var held = new CountDownLatch(1);
            var ok = Behaviour.answer("ok");
            rig.backend(1).behaving((head, link, journal) -> {
                Awaitility.await().until(() -> held.getCount() == 0);
                return ok.serve(head, link, journal);
            });
            List<RawClient> clients = new ArrayList<>();
            // Every second one is meant for the backend that is gone.
            for (int i = 0; i < 20; i++) {
                clients.add(rig.client().send("GET", "/x"));
            }
            Awaitility.await().until(() -> rig.backend(1).openConnections() >= 20);
            held.countDown();
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
        }
    }

    @Test
    void sendsABodyThatComesAfterTheRefusalOverAnIdleConnection() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES);
                RawClient client = warmClient(rig)) {
            rig.backend(0).close();
            client.write("POST /x HTTP/1.1\r\nHost: test\r\nContent-Length: 3\r\n\r\n");
            Awaitility.await().until(() -> rig.metrics().contains("retries_total{pool=\"web\"} 1"));
            assertThat(client.write("abc").read().field("X-Backend")).contains("b2");
        }
    }

    @Test
    void triesOnceMoreAndNoOftener() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 3, NO_PROBES)) {
            rig.backend(0).close();
            rig.backend(1).close();
            Message answer = rig.get("/");
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).doesNotContain("b1").doesNotContain("127.0.0.1");
            assertThat(rig.backend(2).requests()).isEmpty();
        }
    }

    @Test
    void answersAtOnceWhenTheOnlyBackendRefuses() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES)) {
            rig.backend(0).close();
            assertThat(rig.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void triesNothingAgainWhenToldSo() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, "retry: {attempts: 0}")) {
            rig.backend(0).close();
            assertThat(rig.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void evictsIdleConnectionsThatTheBackendCloses() throws Exception {
        try (Rig rig = Rig.start(Rig.ordered(), 1, NO_PROBES);
                RawClient client = rig.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
                rig.backend(0).closeConnections();
                Awaitility.await().until(() -> rig.backend(0).openConnections() == 0);
                // A fresh connection is no reused one, so a single stale one would show as 502 on a POST.
                List<Integer> statuses = new ArrayList<>();
                statuses.add(client.sendBody("POST", "/", "a").read().status());
                assertThat(statuses).containsExactly(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 0, 200", "PUT, 0, 200", "PUT, 3, 502", "POST, 0, 502", "POST, 3, 502", "PATCH, 0, 502"})
    void repeatsWhatAFreshConnectionLostOnlyWhenToldSoAndOnlyIfThatDoesNoHarm(String method, int bytes, int status)
            throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, "retry: {on: [reset]}");
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head.readBody(link.in(), false, false));
                link.reset();
                return false;
            });
            Message answer = client.sendBody(method, "/x", "a".repeat(bytes)).read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(rig.backend(0).requests()).hasSize(1);
            assertThat(rig.backend(1).requests()).hasSize(status == 200 ? 1 : 0);
        }
    }

    @Test
    void triesNothingAgainForACauseThatIsNotInTheList() throws IOException {
        try (Rig rig = Rig.start(Rig.ordered(), 2, NO_PROBES, "retry: {on: [reset]}")) {
            rig.backend(0).close();
            assertThat(rig.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void triesAnotherWhenNoConnectionComesAboutInTime() throws IOException {
        // A full backlog: the kernel drops what would connect.
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var filler = new Fillers(deaf);
                TestingBackend other = TestingBackend.start("b2")) {
            filler.fill();
            String backends = "backends: [{id: b1, address: 127.0.0.1:%d}, {id: b2, address: 127.0.0.1:%d}]"
                    .formatted(deaf.getLocalPort(), other.port());
            try (Rig rig = Rig.start(Rig.ordered(), List.of(), backends, NO_PROBES, "timeouts: {connect: 200ms}");
                    RawClient client = rig.client()) {
                assertThat(client.sendBody("POST", "/x", "abc").read().field("X-Backend"))
                        .contains("b2");
                assertThat(rig.metrics()).contains("retries_total{pool=\"web\"} 1");
            }
        }
    }

    /** Connections that fill the backlog of a server that accepts none. */
    private record Fillers(ServerSocket server, List<Socket> sockets) implements AutoCloseable {
        Fillers(ServerSocket server) {
            this(server, new ArrayList<>());
        }

        void fill() throws IOException {
            for (int i = 0; i < 100; i++) {
                var socket = new Socket();
                sockets.add(socket);
                try {
                    socket.connect(server.getLocalSocketAddress(), 100);
                } catch (SocketTimeoutException e) {
                    return;
                }
            }
            throw new IllegalStateException("the backlog does not fill");
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
