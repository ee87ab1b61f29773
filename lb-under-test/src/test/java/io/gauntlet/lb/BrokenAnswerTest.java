package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Backends and clients that leave in the middle of something. */
class BrokenAnswerTest {
    private static final String SHORT = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc";
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";

    private static Behaviour resetAfter(String raw) {
        return (head, link, journal) -> {
            journal.add(head);
            link.write(raw);
            // The client reads the beginning before the reset is sent, which discards what is on the way.
            if (link.in().read() >= 0) {
                link.reset();
            }
            return false;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {SHORT, CHUNKED, CHUNKED + "5\r\nde"})
    void showsAnAnswerThatTheBackendDidNotFinish(String raw) throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(Behaviour.writeAndClose(raw));
            Message answer = client.send("GET", "/").read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).startsWith("abc");
            assertThat(answer.whole()).isFalse();
            assertThat(rig.metrics()).contains("gauntlet_lb_broken_answers_total 1");
        }
    }

    @Test
    void showsAMalformedChunkAsBroken() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(Behaviour.writeAndClose(CHUNKED + "zz\r\n"));
            assertThat(client.send("GET", "/").read().whole()).isFalse();
        }
    }

    @Test
    void showsAResetOfAnAnswerThatEndsWithItsConnection() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(resetAfter("HTTP/1.1 200 OK\r\n\r\nabc"));
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n\r\n");
            byte[] start = client.in().readNBytes(20);
            assertThat(start).hasSize(20);
            client.write("x");
            byte[] rest = client.in().readAllBytes();
            assertThat(new String(rest, StandardCharsets.ISO_8859_1)).doesNotContain("\r\n0\r\n");
        }
    }

    @Test
    void resetsAnOldClientWhoseAnswerBreaksOff() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(resetAfter(CHUNKED));
            client.write("POST / HTTP/1.0\r\nContent-Length: 1\r\n\r\n");
            assertThat(client.in().readNBytes(20)).hasSize(20);
            client.write("x");
            // Without a length only a reset tells the client that this was not all.
            assertThatThrownBy(() -> client.in().readAllBytes()).hasMessageContaining("reset");
        }
    }

    @Test
    void answers502WhenTheBackendClosesBeforeItsAnswer() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving(Behaviour.writeAndClose(""));
            Message answer = client.send("GET", "/").read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).startsWith("{\"error\":\"the server did not answer properly\",\"request\":\"");
            // The request was whole, so the connection can go on.
            rig.backend(0).behaving(Behaviour.answer("ok"));
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
        }
    }

    @Test
    void answers504WhenTheBackendIsSilent() throws IOException {
        try (Rig rig = Rig.start(1, "timeouts: {answer: 300ms}")) {
            rig.backend(0).behaving((head, link, journal) -> link.in().read() >= 0);
            assertThat(rig.get("/").status()).isEqualTo(504);
            await().until(() -> rig.backend(0).gone() > 0);
        }
    }

    @Test
    void breaksOffWhenTheBackendFallsSilentInItsAnswer() throws IOException {
        try (Rig rig = Rig.start(1, "timeouts: {answer: 300ms}")) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write(SHORT);
                return link.in().read() >= 0;
            });
            assertThat(rig.get("/").whole()).isFalse();
        }
    }

    @Test
    void tellsTheBackendThatTheClientLeft() throws IOException {
        try (Rig rig = Rig.start(1)) {
            var arrived = new CountDownLatch(1);
            var left = new CountDownLatch(1);
            rig.backend(0).behaving((head, link, journal) -> {
                arrived.countDown();
                boolean more = link.in().read() >= 0;
                left.countDown();
                return more;
            });
            try (RawClient client = rig.client()) {
                client.send("GET", "/");
                await().until(() -> arrived.getCount() == 0);
            }
            await().until(() -> left.getCount() == 0);
            assertThat(rig.pools()).contains("\"inFlight\":0");
        }
    }

    @Test
    void tellsTheBackendThatTheClientLeftInTheAnswer() throws IOException {
        try (Rig rig = Rig.start(1)) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write(SHORT);
                return link.in().read() >= 0;
            });
            int before = rig.backend(0).gone();
            try (RawClient client = rig.client()) {
                client.send("GET", "/");
                assertThat(client.in().readNBytes(20)).hasSize(20);
            }
            await().until(() -> rig.backend(0).gone() > before);
        }
    }
}
