package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.StreamClient;
import io.gauntlet.lb.testing.StreamClient.Stream;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long connections and streams of HTTP/2 live, and how much they hold. */
class Http2LifeTest {
    private static final int SIZE = 20 * 1024 * 1024;

    /** Kernel buffers, windows and write buffers on the way. */
    private static final long MAX_BUFFERED = 12 * 1024 * 1024;

    private static Behaviour hold(CountDownLatch latch) {
        return (head, link, journal) -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Behaviour.answer("late").serve(head, link, journal);
        };
    }

    private static String listener(String timeouts) {
        return "listeners: [{name: web, bind: 127.0.0.1:0, timeouts: " + timeouts + ", routes: [{pool: web}]}]";
    }

    private static void awaitStandstill(AtomicLong count) {
        long[] last = {-1};
        await().pollInterval(Duration.ofMillis(300)).until(() -> {
            long now = count.get();
            return now == last[0] || (last[0] = now) < 0;
        });
    }

    @Test
    void holdsOneAnswerBackForASlowReaderAndNoOther() {
        try (Rig rig = Rig.start(2);
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            var written = new AtomicLong();
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                OutputStream out = link.socket().getOutputStream();
                for (int sent = 0; sent < SIZE; sent += 65536) {
                    out.write(new byte[65536]);
                    written.addAndGet(65536);
                }
                return true;
            });
            Stream slow = client.send("GET", "/").reading(false);
            await().until(() -> written.get() > 0);
            awaitStandstill(written);
            assertThat(written.get()).isLessThan(MAX_BUFFERED);
            assertThat(client.send("GET", "/").read().text()).isEqualTo("ok");
            slow.reading(true).read();
            assertThat(slow.received()).isEqualTo(SIZE);
            assertThat(slow.whole()).isTrue();
        }
    }

    @Test
    void holdsOneUploadBackForASlowBackendAndNoOther() {
        try (Rig rig = Rig.start(2);
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            var go = new CountDownLatch(1);
            rig.backends()
                    .forEach(backend -> backend.behaving(
                            (head, link, journal) -> (head.path().equals("/slow") ? hold(go) : Behaviour.answer("ok"))
                                    .serve(head, link, journal)));
            Stream slow = client.begin("POST", "/slow", "content-length: " + SIZE);
            String piece = "x".repeat(16 * 1024);
            int sent = 0;
            // A window that is used up stays so: nothing is read any more.
            for (int full = 0; full < 50 && sent <= MAX_BUFFERED; ) {
                if (slow.writable()) {
                    slow.data(piece, false);
                    sent += piece.length();
                    full = 0;
                } else {
                    full++;
                    assertThat(client.send("POST", "/").read().status()).isEqualTo(200);
                }
            }
            assertThat(sent).isLessThan((int) MAX_BUFFERED);
            go.countDown();
        }
    }

    @Test
    void finishesWhatIsInFlightWhenItStops() throws InterruptedException {
        try (Rig rig = Rig.start(1);
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            var latch = new CountDownLatch(1);
            rig.backend(0).behaving(hold(latch));
            Stream first = client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            Thread stopper = new Thread(() -> rig.balancer().stop(Duration.ofSeconds(20)));
            stopper.start();
            assertThat(client.farewells().take()).isEqualTo(Http2Error.NO_ERROR.code());
            // That was said with the highest number there is, so that one that crossed with it is served still.
            latch.countDown();
            assertThat(first.read().text()).isEqualTo("late");
            assertThat(client.ended()).isTrue();
            stopper.join();
        }
    }

    @Test
    void breaksOffWhatDoesNotFinishWithinTheGraceOfAStop() throws InterruptedException {
        try (Rig rig = Rig.start(1);
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
            Stream stream = client.send("GET", "/");
            await().until(() -> rig.pools().contains("\"inFlight\":1"));
            Thread stopper = new Thread(() -> rig.balancer().stop(Duration.ofMillis(200)));
            stopper.start();
            assertThat(stream.read().whole()).isFalse();
            assertThat(client.ended()).isTrue();
            stopper.join();
        }
    }

    @Test
    void takesLeaveOfAClientThatIsIdle() {
        try (Rig rig = Rig.start(1, listener("{idle-client: 300ms}"));
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            assertThat(client.ended()).isTrue();
            assertThat(client.farewells()).containsExactly(Http2Error.NO_ERROR.code());
        }
    }

    @Test
    void givesUpOnABodyThatDoesNotComeAndKeepsTheConnection() {
        try (Rig rig = Rig.start(2, listener("{idle-client: 500ms}"));
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            Stream stream = client.begin("POST", "/", "content-length: 5").data("a", false);
            assertThat(stream.read().status()).isEqualTo(408);
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void givesUpOnAReaderThatTakesNothing() {
        try (Rig rig = Rig.start(2, listener("{idle-client: 500ms}"));
                StreamClient client = StreamClient.connect(rig.balancer().address("web"))) {
            rig.backend(0).behaving(Behaviour.answer("x".repeat(1_000_000)));
            Stream stream = client.send("GET", "/").reading(false);
            await().until(() -> rig.metrics().contains("gauntlet_lb_gone_clients_total 0")
                    && !rig.pools().contains("\"inFlight\":1")
                    && rig.backend(0).gone() > 0);
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            assertThat(stream.reading(true).read().whole()).isFalse();
        }
    }

    @Test
    void closesAConnectionWhosePrefaceDoesNotComeToItsEnd() throws IOException {
        try (Rig rig = Rig.start(1, listener("{head: 300ms}"));
                RawClient client = rig.client()) {
            client.write("PRI * HTTP/2.0\r\n");
            assertThat(client.ended()).isTrue();
        }
    }

    @Test
    void takesARequestOfHttp1WhoseFirstBytesComeOneByOne() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            client.socket().setTcpNoDelay(true);
            for (char c : "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n".toCharArray()) {
                client.write(String.valueOf(c));
            }
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
