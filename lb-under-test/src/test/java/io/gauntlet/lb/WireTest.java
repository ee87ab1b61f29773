package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend.Behaviour;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers on bad lines: in crumbs, slow to close, slow to read, and ever new ones. */
class WireTest {
    private static final int SIZE = 20 * 1024 * 1024;
    private static final int PIECE = 64 * 1024;

    private static void writeByteByByte(Socket socket, String text) throws IOException {
        socket.setTcpNoDelay(true);
        OutputStream out = socket.getOutputStream();
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            out.write(b);
            out.flush();
        }
    }

    private static byte[] noise(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
            })
    void passesOnWhatComesByteByByte(String rest) throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                journal.add(head.readBody(link.in(), false, false));
                writeByteByByte(link.socket(), "HTTP/1.1 200 OK\r\nX-Answer: yes\r\n" + rest);
                return true;
            });
            for (int i = 0; i < 3; i++) {
                writeByteByByte(client.socket(), "POST / HTTP/1.1\r\nHost: test\r\n" + rest);
                Message answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.field("X-Answer")).contains("yes");
                assertThat(answer.text()).isEqualTo("hello");
                assertThat(rig.backend(0).requests().get(i).text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void doesNotWaitForABackendThatIsSlowToClose() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            var read = new CountDownLatch(1);
            var answer = Behaviour.answer("ok");
            var closedByBalancer = new CompletableFuture<Boolean>();
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 4\r\n\r\nlast");
                try {
                    // Not closed here before the client has it all.
                    assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                closedByBalancer.complete(link.in().read() < 0);
                return false;
            });
            assertThat(client.send("GET", "/").read().text()).isEqualTo("last");
            assertThat(rig.metrics()).contains("in_flight{pool=\"web\",backend=\"b1\"} 0");
            await().until(() -> rig.metrics().contains("backend_connections{pool=\"web\",backend=\"b1\"} 0"));
            read.countDown();
            assertThat(closedByBalancer.join()).isTrue();
            rig.backend(0).behaving(answer);
            assertThat(client.send("GET", "/").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void carriesLargeBodiesBothWaysAtOnceForASlowReader() throws Exception {
        byte[] sent = noise(1);
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                byte[] buffer = new byte[PIECE];
                for (int left = SIZE; left > 0; ) {
                    int count = link.in().read(buffer, 0, Math.min(left, buffer.length));
                    link.socket().getOutputStream().write(buffer, 0, count);
                    left -= count;
                }
                return true;
            });
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + SIZE + "\r\n\r\n");
            OutputStream out = client.socket().getOutputStream();
            CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> {
                try {
                    out.write(sent);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(Message.readHead(client.in()).orElseThrow().status()).isEqualTo(200);
            byte[] received = readSlowly(client.in());
            upload.join();
            assertThat(received).isEqualTo(sent);
        }
    }

    private static byte[] readSlowly(InputStream in) throws IOException {
        byte[] received = new byte[SIZE];
        for (int at = 0; at < SIZE; at += PIECE) {
            assertThat(in.readNBytes(received, at, PIECE)).isEqualTo(PIECE);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
        return received;
    }

    @Test
    void letsAnUploadGoOnDuringADrain() throws Exception {
        byte[] sent = noise(2);
        try (Rig rig = Rig.start(2);
                RawClient client = rig.client()) {
            var received = new CompletableFuture<byte[]>();
            rig.backends()
                    .forEach(backend -> backend.behaving((head, link, journal) -> {
                        received.complete(link.in().readNBytes(SIZE));
                        link.write("HTTP/1.1 200 OK\r\nX-Backend: " + link.id() + "\r\nContent-Length: 0\r\n\r\n");
                        return true;
                    }));
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + SIZE + "\r\n\r\n");
            OutputStream out = client.socket().getOutputStream();
            out.write(sent, 0, SIZE / 2);
            String drained = rig.pools().contains("\"id\":\"b1\"") && inFlight(rig, "b1") ? "b1" : "b2";
            assertThat(rig.admin("POST", "/api/v1/pools/web/backends/" + drained + "/drain", "")
                            .body())
                    .contains("\"inFlight\":1");
            out.write(sent, SIZE / 2, SIZE / 2);
            Message answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("X-Backend")).contains(drained);
            assertThat(received.join()).isEqualTo(sent);
        }
    }

    private static boolean inFlight(Rig rig, String backend) {
        await().until(() -> rig.metrics().contains("in_flight{pool=\"web\",backend=\"b1\"} 1")
                || rig.metrics().contains("in_flight{pool=\"web\",backend=\"b2\"} 1"));
        return rig.metrics().contains("in_flight{pool=\"web\",backend=\"" + backend + "\"} 1");
    }

    @Test
    void leavesNoDescriptorBehind() throws IOException {
        var descriptors = new File("/proc/self/fd");
        assumeTrue(descriptors.isDirectory(), "descriptors cannot be counted here");
        try (Rig rig = Rig.start(Rig.ordered(), 2, "health: {active: {type: none}}")) {
            connect(rig, 50);
            int before = count(descriptors);
            connect(rig, 1_000);
            // Some are still on their way out; a leak of one in a hundred would be seen.
            await().until(() -> count(descriptors) <= before + 8);
        }
    }

    private static int count(File descriptors) {
        String[] names = descriptors.list();
        return names == null ? 0 : names.length;
    }

    private static void connect(Rig rig, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            try (RawClient client = rig.client()) {
                if (i % 3 == 0) {
                    client.send("GET", "/", "Connection: close");
                    assertThat(client.read().status()).isEqualTo(200);
                    assertThat(client.ended()).isTrue();
                } else if (i % 3 == 1) {
                    assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
                } else {
                    client.send("GET", "/");
                }
            }
        }
    }
}
