package io.gauntlet.lb;

import static io.gauntlet.lb.UpgradeTest.UPGRADE;
import static io.gauntlet.lb.UpgradeTest.awaitInFlight;
import static io.gauntlet.lb.UpgradeTest.read;
import static io.gauntlet.lb.UpgradeTest.rig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.Talks;
import io.gauntlet.lb.testing.TestingBackend.Link;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The life of a tunnel, from the switch to its end. */
class TunnelTest {
    private static final String DRAIN = "/api/v1/pools/web/backends/b1/drain";
    private static final String UNDRAIN = "/api/v1/pools/web/backends/b1/undrain";

    /** More than all buffers of the kernel on the way take; the balancer's own are a thousandth of it. */
    private static final long LARGE = 64L << 20;

    private static final String GOING_AWAY = "\u0088\2\u0003\u00e9";
    private static final String GOING_AWAY_MASKED = "\u0088\u0082\0\0\0\0\u0003\u00e9";

    private static void open(RawClient client) throws IOException {
        assertThat(client.send("GET", "/", UPGRADE).read().status()).isEqualTo(101);
    }

    @Test
    void holdsNoMoreThanItsBuffersForASlowReader() throws Exception {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            Stuff up = Stuff.write(client.socket(), LARGE, 1);
            Stuff down = Stuff.write(backend.socket(), LARGE, 2);
            assertThat(up.awaitStall()).isLessThan(LARGE / 2);
            assertThat(down.awaitStall()).isLessThan(LARGE / 2);
            Stuff got = Stuff.read(backend.in(), LARGE);
            assertThat(Stuff.read(client.in(), LARGE).sum()).isEqualTo(down.sum());
            assertThat(got.sum()).isEqualTo(up.sum());
            backend.socket().close();
        }
    }

    @Test
    void keepsOneDirectionWhenTheOtherHasEnded() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            client.write("last").socket().shutdownOutput();
            assertThat(read(backend.in(), 4)).isEqualTo("last");
            backend.write("still here");
            assertThat(read(client.in(), 10)).isEqualTo("still here");
            awaitInFlight(rig, 1);
            backend.socket().shutdownOutput();
            assertThat(client.in().read()).isNegative();
            awaitInFlight(rig, 0);
            backend.socket().close();
        }
    }

    @Test
    void passesTheEndOfTheBackendOn() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            backend.write("last");
            backend.socket().shutdownOutput();
            assertThat(read(client.in(), 4)).isEqualTo("last");
            client.write("still here");
            assertThat(read(backend.in(), 10)).isEqualTo("still here");
            client.socket().shutdownOutput();
            assertThat(backend.in().read()).isNegative();
            awaitInFlight(rig, 0);
            backend.socket().close();
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void passesAnAbortOn() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient one = rig.client();
                RawClient two = rig.client()) {
            open(one);
            Link left = talks.next();
            reset(one.socket());
            assertThatThrownBy(() -> left.in().read()).isInstanceOf(IOException.class);
            awaitInFlight(rig, 0);
            open(two);
            talks.next().reset();
            assertThatThrownBy(() -> two.in().read()).isInstanceOf(IOException.class);
            awaitInFlight(rig, 0);
            left.socket().close();
        }
    }

    @Test
    void takesUpAPlaceForItsWholeLife() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks, "limits: {max-in-flight: 1, queue: 0}");
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            assertThat(rig.get("/").status()).isEqualTo(503);
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_in_flight{pool=\"web\",backend=\"b1\"} 1");
            assertThat(rig.metrics()).contains("gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 1");
            backend.socket().close();
            client.socket().close();
            await().until(() -> rig.get("/").status() == 200);
            // That of the last request is kept; the tunnel's is not among the idle ones.
            await().untilAsserted(() -> assertThat(rig.metrics())
                    .contains("gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 1"));
        }
    }

    @Test
    void endsWhenNothingGoesByForTooLong() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks, "timeouts: {tunnel: 300ms}");
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            assertThat(read(client.in(), 4)).isEqualTo(GOING_AWAY);
            assertThat(read(backend.in(), 8)).isEqualTo(GOING_AWAY_MASKED);
            awaitInFlight(rig, 0);
            backend.socket().close();
        }
    }

    @Test
    void livesUntilTheGraceOfADrainEndsAndIsToldSo() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            rig.admin("POST", DRAIN, "{\"grace\":\"300ms\"}");
            client.write("\u0081\u0082\0\0\0\0hi");
            backend.write("\u0081\2ho");
            assertThat(read(client.in(), 4 + 4)).isEqualTo("\u0081\2ho" + GOING_AWAY);
            assertThat(read(backend.in(), 8 + 8)).isEqualTo("\u0081\u0082\0\0\0\0hi" + GOING_AWAY_MASKED);
            await().until(() -> rig.metrics().lines().anyMatch(line -> line.matches(".*drain_cut_total.* 1")));
            awaitInFlight(rig, 0);
            backend.socket().close();
        }
    }

    @Test
    void saysNothingInTheMiddleOfAFrame() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            // Half of a frame for the client; for the backend a close frame, after which nothing may come.
            backend.write("\u0081\4ho");
            client.write("\u0088\u0080\0\0\0\0");
            assertThat(read(client.in(), 4)).isEqualTo("\u0081\4ho");
            assertThat(read(backend.in(), 6)).isEqualTo("\u0088\u0080\0\0\0\0");
            rig.admin("POST", DRAIN, "{\"grace\":\"50ms\"}");
            assertThat(client.in().read()).isNegative();
            assertThat(backend.in().read()).isNegative();
            backend.socket().close();
        }
    }

    @Test
    void isLeftAloneByAnUndrain() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            rig.admin("POST", DRAIN, "{\"grace\":\"10s\"}");
            rig.admin("POST", UNDRAIN, "");
            client.write("hello");
            assertThat(read(backend.in(), 5)).isEqualTo("hello");
            assertThat(rig.pools()).contains("\"inFlight\":1");
            assertThat(rig.metrics()).contains("drain_cut_total{pool=\"web\",backend=\"b1\"} 0");
            backend.socket().close();
        }
    }

    @Test
    void livesUntilTheGraceOfAStopEndsAndIsToldSo() throws Exception {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            Thread stopper = new Thread(() -> rig.balancer().stop(Duration.ofMillis(500)));
            stopper.start();
            client.write("hello");
            assertThat(read(backend.in(), 5)).isEqualTo("hello");
            assertThat(read(client.in(), 4)).isEqualTo(GOING_AWAY);
            assertThat(backend.in().read()).isNegative();
            backend.socket().close();
            client.socket().close();
            stopper.join();
        }
    }

    @Test
    void letsAStopEndWithItsLastTunnel() throws Exception {
        var talks = new Talks();
        try (Rig rig = rig(talks);
                RawClient client = rig.client()) {
            open(client);
            Link backend = talks.next();
            Thread stopper = new Thread(() -> rig.balancer().stop(Duration.ofMinutes(10)));
            stopper.start();
            client.write("hello");
            assertThat(read(backend.in(), 5)).isEqualTo("hello");
            backend.socket().close();
            client.socket().close();
            stopper.join();
        }
    }
}
