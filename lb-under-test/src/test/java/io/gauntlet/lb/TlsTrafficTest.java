package io.gauntlet.lb;

import static io.gauntlet.lb.UpgradeTest.UPGRADE;
import static io.gauntlet.lb.UpgradeTest.awaitInFlight;
import static io.gauntlet.lb.UpgradeTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Authority;
import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.Secrets;
import io.gauntlet.lb.testing.Stuff;
import io.gauntlet.lb.testing.Talks;
import io.gauntlet.lb.testing.TestingBackend;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.gauntlet.lb.testing.TestingBackend.Link;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies, tunnels, drains and stops with TLS on either side; Java's sockets tell here whether a goodbye was said. */
class TlsTrafficTest {
    /** More than all buffers of the kernel on the way take; the balancer's own are a thousandth of it. */
    private static final long LARGE = 64L << 20;

    private static final String GOING_AWAY = "\u0088\2\u0003\u00e9";
    private static final String GOING_AWAY_MASKED = "\u0088\u0082\0\0\0\0\u0003\u00e9";

    @TempDir
    private Path directory;

    private Secrets secrets = new Secrets(Path.of(""), new Authority("unused"));

    @BeforeEach
    void issue() throws IOException {
        secrets = Secrets.in(directory);
    }

    /** TLS on these sides. */
    private Rig rig(boolean front, boolean back, String... keys) {
        List<String> all = new ArrayList<>(List.of(keys));
        if (front) {
            all.add(secrets.listener("shop"));
        }
        if (back) {
            all.add("upstream: {tls: {ca: " + secrets.ca() + "}}");
        }
        TestingBackend backend = back
                ? TestingBackend.start(
                        "b1", secrets.authority().context(secrets.authority().issue("127.0.0.1")))
                : TestingBackend.start("b1");
        return Rig.start(Rig.ordered(), List.of(backend), all.toArray(String[]::new))
                .awaitState("HEALTHY");
    }

    private RawClient client(Rig rig, boolean front) throws IOException {
        return front ? secrets.client(rig) : rig.client();
    }

    @Test
    void holdsNoMoreThanItsBuffersForASlowBackend() throws Exception {
        BlockingQueue<Link> links = new LinkedBlockingQueue<>();
        BlockingQueue<Long> sums = new LinkedBlockingQueue<>();
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            rig.backend(0).behaving((head, link, journal) -> {
                links.add(link);
                try {
                    sums.take();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                sums.add(Stuff.read(link.in(), LARGE).sum());
                link.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                return true;
            });
            client.write("PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: " + LARGE + "\r\n\r\n");
            Stuff up = Stuff.write(client.socket(), LARGE, 1);
            assertThat(links.poll(20, TimeUnit.SECONDS)).isNotNull();
            assertThat(up.awaitStall()).isLessThan(LARGE / 2);
            sums.add(0L);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(sums.take()).isEqualTo(up.sum());
        }
    }

    @Test
    void holdsNoMoreThanItsBuffersForASlowClient() throws Exception {
        BlockingQueue<Stuff> written = new LinkedBlockingQueue<>();
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n");
                Stuff down = Stuff.write(link.socket(), LARGE, 2);
                written.add(down);
                return down.sum() != 0;
            });
            client.send("GET", "/");
            Stuff down = written.take();
            assertThat(down.awaitStall()).isLessThan(LARGE / 2);
            Message.readHead(client.in());
            assertThat(Stuff.read(client.in(), LARGE).sum()).isEqualTo(down.sum());
            rig.backend(0).behaving(Behaviour.answer("next"));
            assertThat(client.send("GET", "/").read().text()).isEqualTo("next");
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void carriesTunnels(boolean front, boolean back) throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(front, back);
                RawClient client = client(rig, front)) {
            rig.backend(0).behaving(talks.switching("first"));
            assertThat(client.send("GET", "/", UPGRADE).read().status()).isEqualTo(101);
            Link backend = talks.next();
            assertThat(read(client.in(), 5)).isEqualTo("first");
            client.write("up");
            assertThat(read(backend.in(), 2)).isEqualTo("up");
            backend.write("down");
            assertThat(read(client.in(), 4)).isEqualTo("down");
            awaitInFlight(rig, 1);
            client.write("last").socket().close();
            assertThat(read(backend.in(), 4)).isEqualTo("last");
            assertThat(backend.in().read()).isNegative();
            awaitInFlight(rig, 0);
            backend.socket().close();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true", "true, true"})
    void endsATunnelWithItsBackend(boolean front, boolean back) throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(front, back);
                RawClient client = client(rig, front)) {
            rig.backend(0).behaving(talks.switching(""));
            client.send("GET", "/", UPGRADE).read();
            Link backend = talks.next();
            backend.write("last");
            backend.socket().close();
            assertThat(read(client.in(), 4)).isEqualTo("last");
            assertThat(client.in().read()).isNegative();
            awaitInFlight(rig, 0);
        }
    }

    @Test
    void breaksATunnelOffWithAPeerThatBreaksOff() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            rig.backend(0).behaving(talks.switching(""));
            client.send("GET", "/", UPGRADE).read();
            Link backend = talks.next();
            client.write("some");
            assertThat(read(backend.in(), 4)).isEqualTo("some");
            backend.reset();
            assertThatThrownBy(() -> client.in().read()).isInstanceOf(IOException.class);
            awaitInFlight(rig, 0);
        }
    }

    @Test
    void holdsNoMoreThanItsBuffersInATunnel() throws Exception {
        var talks = new Talks();
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            rig.backend(0).behaving(talks.switching(""));
            client.send("GET", "/", UPGRADE).read();
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
    void tellsBothEndsOfATunnelWhenItIsCut() throws IOException {
        var talks = new Talks();
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            rig.backend(0).behaving(talks.switching(""));
            client.send("GET", "/", UPGRADE).read();
            Link backend = talks.next();
            rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "{\"grace\":\"100ms\"}");
            assertThat(read(client.in(), 4)).isEqualTo(GOING_AWAY);
            assertThat(client.in().read()).isNegative();
            assertThat(read(backend.in(), 8)).isEqualTo(GOING_AWAY_MASKED);
            assertThat(backend.in().read()).isNegative();
            backend.socket().close();
        }
    }

    @Test
    void goesOnWithHttpWhenABackendRefusesToSwitch() throws IOException {
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            String next = "GET /next HTTP/1.1\r\nHost: test\r\n\r\n";
            client.write("GET / HTTP/1.1\r\nHost: test\r\n" + String.join("\r\n", UPGRADE) + "\r\n\r\n" + next);
            assertThat(client.read().text()).isEqualTo("ok");
            assertThat(client.read().text()).isEqualTo("ok");
            assertThat(rig.backend(0).requests().get(1).path()).isEqualTo("/next");
        }
    }

    @Test
    void tellsAClientThatSendsOnWhyNobodyWantsIt() throws IOException {
        try (Rig rig = rig(true, false);
                RawClient client = client(rig, true)) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 413 No\r\nContent-Length: 0\r\n\r\n");
                return false;
            });
            client.write("PUT / HTTP/1.1\r\nHost: test\r\nContent-Length: 1000\r\n\r\nsome");
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.in().read()).isNegative();
        }
    }

    @Test
    void breaksOffWithoutAGoodbyeWhatIsNotWhole() throws IOException {
        try (Rig rig = rig(true, false);
                RawClient client = client(rig, true)) {
            // A client of HTTP/1.0 takes the end of the connection for that of a chunked answer, so only this tells it.
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
                return false;
            });
            client.write("GET / HTTP/1.0\r\n\r\n");
            Message.readHead(client.in());
            assertThatThrownBy(() -> client.in().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void finishesWhatIsInFlightAndSaysGoodbye() throws Exception {
        try (Rig rig = rig(true, true);
                RawClient idle = client(rig, true);
                RawClient client = client(rig, true)) {
            idle.send("GET", "/").read();
            BlockingQueue<Link> links = new LinkedBlockingQueue<>();
            rig.backend(0).behaving((head, link, journal) -> {
                links.add(link);
                return link.in().read() >= 0;
            });
            client.send("GET", "/");
            Link link = links.take();
            Thread stopper = new Thread(() -> rig.balancer().stop(Duration.ofSeconds(20)));
            stopper.start();
            assertThat(idle.in().read()).isNegative();
            link.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlate");
            Message last = client.read();
            assertThat(last.text()).isEqualTo("late");
            assertThat(last.field("Connection")).contains("close");
            assertThat(client.in().read()).isNegative();
            stopper.join();
        }
    }

    @Test
    void drainsABackendThatSpeaksTls() throws IOException {
        try (Rig rig = rig(true, true);
                RawClient client = client(rig, true)) {
            client.send("GET", "/").read();
            assertThat(rig.admin("POST", "/api/v1/pools/web/backends/b1/drain", "")
                            .statusCode())
                    .isLessThan(300);
            assertThat(client.send("GET", "/").read().status()).isEqualTo(503);
            await().until(() ->
                    rig.metrics().contains("gauntlet_lb_backend_connections{pool=\"web\",backend=\"b1\"} 0"));
        }
    }
}
