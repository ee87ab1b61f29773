package io.gauntlet.lb;

import static io.gauntlet.lb.UpgradeTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.TcpRig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are passed through as they are. */
class TcpTest {
    private static final long LARGE = 64L << 20;
    private static final Duration SOON = Duration.ofMillis(5);

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    static void hangUp(Socket socket) throws IOException {
        socket.close();
    }

    private static String refused(String reason, long count) {
        return "gauntlet_lb_tcp_refused_total{reason=\"" + reason + "\"} " + count + "\n";
    }

    @Test
    void passesBytesBothWaysWhoeverSpeaksFirst() throws IOException {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client()) {
            try (Socket backend = rig.accept(0)) {
                write(backend, "220 ready\r\n");
                assertThat(read(client.in(), 11)).isEqualTo("220 ready\r\n");
                client.write("GET / HTTP/9\r\n\0\u00ff");
                assertThat(read(backend.getInputStream(), 16)).isEqualTo("GET / HTTP/9\r\n\0\u00ff");
                assertThat(rig.shows("in_flight", "b1", 1)).isTrue();
                assertThat(rig.shows("connections", "b1", 1)).isTrue();
                assertThat(rig.shows("requests_total", "b1", 1)).isTrue();
            }
            assertThat(client.ended()).isTrue();
            client.socket().close();
            await().until(() -> rig.shows("in_flight", "b1", 0) && rig.shows("connections", "b1", 0));
        }
    }

    @Test
    void keepsOneDirectionWhenTheOtherHasEnded() throws IOException {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client()) {
            // At once, so that all may be here before there is a backend.
            client.write("a question").socket().shutdownOutput();
            try (Socket backend = rig.accept(0)) {
                assertThat(new String(backend.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .isEqualTo("a question");
                write(backend, "an answer");
                assertThat(read(client.in(), 9)).isEqualTo("an answer");
                assertThat(rig.shows("in_flight", "b1", 1)).isTrue();
            }
            assertThat(client.in().read()).isNegative();
            await().until(() -> rig.shows("in_flight", "b1", 0));
        }
    }

    @Test
    void passesTheEndOfTheBackendOn() throws IOException {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            write(backend, "last");
            backend.shutdownOutput();
            assertThat(read(client.in(), 4)).isEqualTo("last");
            assertThat(client.in().read()).isNegative();
            client.write("still here").socket().shutdownOutput();
            assertThat(new String(backend.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("still here");
            await().until(() -> rig.shows("in_flight", "b1", 0));
        }
    }

    @Test
    void holdsNoMoreThanItsBuffersForASlowReader() throws IOException {
        try (TcpRig rig = TcpRig.start(1);
                RawClient client = rig.client();
                Socket backend = rig.accept(0)) {
            Stuff up = Stuff.write(client.socket(), LARGE, 1);
            Stuff down = Stuff.write(backend, LARGE, 2);
            assertThat(up.awaitStall()).isLessThan(LARGE / 2);
            assertThat(down.awaitStall()).isLessThan(LARGE / 2);
            Stuff got = Stuff.read(backend.getInputStream(), LARGE);
            assertThat(Stuff.read(client.in(), LARGE).sum()).isEqualTo(down.sum());
            assertThat(got.sum()).isEqualTo(up.sum());
        }
    }

    /** Waits until bytes go over: a peer that leaves before that is gone before there is anything to abort. */
    private static void awaitTunnel(RawClient client, Socket backend) throws IOException {
        backend.getOutputStream().write(7);
        assertThat(client.in().read()).isEqualTo(7);
    }

    @Test
    void passesAnAbortOn() throws IOException {
        try (TcpRig rig = TcpRig.start(1);
                RawClient one = rig.client();
                Socket left = rig.accept(0);
                RawClient two = rig.client();
                Socket leaving = rig.accept(0)) {
            awaitTunnel(one, left);
            awaitTunnel(two, leaving);
            reset(one.socket());
            assertThatThrownBy(() -> left.getInputStream().read()).isInstanceOf(IOException.class);
            reset(leaving);
            assertThatThrownBy(() -> two.in().read()).isInstanceOf(IOException.class);
            await().until(() -> rig.shows("in_flight", "b1", 0));
        }
    }

    @Test
    void triesAnotherBackendWhereNoConnectionCameAbout() throws IOException {
        try (TcpRig rig = TcpRig.start(2)) {
            rig.refuse(0);
            try (RawClient client = rig.client();
                    Socket backend = rig.accept(1)) {
                client.write("hello");
                assertThat(read(backend.getInputStream(), 5)).isEqualTo("hello");
                assertThat(rig.rig().metrics()).contains("gauntlet_lb_retries_total{pool=\"web\"} 1\n");
                await().until(() -> rig.shows("connections", "b1", 0));
            }
        }
    }

    @Test
    void closesWhereNoBackendCanBeHad() throws IOException {
        try (TcpRig rig = TcpRig.start(2)) {
            rig.refuse(0);
            rig.refuse(1);
            try (RawClient client = rig.client()) {
                assertThat(client.ended()).isTrue();
                assertThat(rig.rig().metrics()).contains(refused("not_connected", 1));
            }
            rig.rig().admin("POST", "/api/v1/pools/web/backends/b1/drain", "");
            rig.rig().admin("POST", "/api/v1/pools/web/backends/b2/drain", "");
            try (RawClient client = rig.client()) {
                assertThat(client.ended()).isTrue();
                assertThat(rig.rig().metrics()).contains(refused("no_backend", 1));
            }
            assertThat(rig.shows("in_flight", "b1", 0) && rig.shows("in_flight", "b2", 0))
                    .isTrue();
        }
    }

    @Test
    void keepsToTheLimitOfABackend() throws IOException {
        try (TcpRig rig = TcpRig.start(1, "limits: {max-in-flight: 1, queue: 1, queue-timeout: 20s}");
                RawClient first = rig.client();
                Socket one = rig.accept(0);
                RawClient waiting = rig.client()) {
            await().until(() -> rig.rig().metrics().contains("gauntlet_lb_queue{pool=\"web\"} 1\n"));
            waiting.write("early");
            try (RawClient shed = rig.client()) {
                assertThat(shed.ended()).isTrue();
                assertThat(rig.rig().metrics()).contains(refused("overloaded", 1));
            }
            hangUp(one);
            hangUp(first.socket());
            try (Socket two = rig.accept(0)) {
                assertThat(read(two.getInputStream(), 5)).isEqualTo("early");
            }
        }
    }

    @Test
    void spreadsConnectionsByTheAlgorithm() throws IOException {
        try (TcpRig rig = TcpRig.start(2, "algorithm: least-connections")) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(rig.client());
                int count = i + 1;
                await().until(() -> inFlight(rig) == count);
            }
            assertThat(rig.shows("in_flight", "b1", 2) && rig.shows("in_flight", "b2", 2))
                    .isTrue();
            for (RawClient client : clients) {
                client.socket().close();
            }
        }
    }

    private static long inFlight(TcpRig rig) {
        return LongStream.rangeClosed(0, 4)
                .filter(one -> rig.shows("in_flight", "b1", one))
                .flatMap(one -> LongStream.rangeClosed(0, 4)
                        .filter(two -> rig.shows("in_flight", "b2", two))
                        .map(two -> one + two))
                .findFirst()
                .orElse(-1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"affinity: {client-address: {}}", "algorithm: ip-hash", "algorithm: consistent-hash"})
    void keepsAClientAtOneBackend(String key) throws IOException {
        try (TcpRig rig = TcpRig.start(3, key)) {
            for (int client = 2; client < 10; client++) {
                InetAddress from = InetAddress.getByName("127.0.0." + client);
                String first = whoServes(rig, from);
                for (int i = 0; i < 3; i++) {
                    assertThat(whoServes(rig, from)).as("%s", from).isEqualTo(first);
                }
            }
        }
    }

    private static String whoServes(TcpRig rig, InetAddress from) throws IOException {
        List<String> found = new ArrayList<>();
        try (RawClient client = RawClient.connect(rig.rig().balancer().address("web"), from)) {
            client.socket().setSoLinger(true, 0);
            await().pollInterval(SOON).until(() -> {
                for (String backend : List.of("b1", "b2", "b3")) {
                    if (rig.shows("in_flight", backend, 1)) {
                        found.add(backend);
                    }
                }
                return !found.isEmpty();
            });
        }
        // The reset goes on to the backend, so that the next one finds nobody there.
        await().pollInterval(SOON).until(() -> rig.shows("in_flight", found.get(0), 0));
        return found.get(0);
    }
}
