package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.Message;
import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Bodies far larger than any buffer. */
class StreamingTest {
    private static final int SIZE = 50 * 1024 * 1024;
    private static final int PIECE = 64 * 1024;
    /** Kernel buffers of four sockets on loopback, the write buffers of Netty, and room for arenas. */
    private static final long MAX_BUFFERED = 32 * 1024 * 1024;

    private static long write(OutputStream out, int size, AtomicLong written) throws IOException {
        var crc = new CRC32();
        var random = new Random(1);
        byte[] piece = new byte[PIECE];
        for (int sent = 0; sent < size; sent += PIECE) {
            random.nextBytes(piece);
            crc.update(piece);
            out.write(piece);
            written.addAndGet(PIECE);
        }
        out.flush();
        return crc.getValue();
    }

    private static long read(InputStream in, int size) throws IOException {
        var crc = new CRC32();
        byte[] buffer = new byte[PIECE];
        int left = size;
        while (left > 0) {
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            assertThat(count).as("%d bytes missing", left).isPositive();
            crc.update(buffer, 0, count);
            left -= count;
        }
        return crc.getValue();
    }

    private static long usedDirectMemory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    @Test
    void holdsAnAnswerBackForASlowReader() throws Exception {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            var written = new AtomicLong();
            var sent = new CompletableFuture<Long>();
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nContent-Length: " + SIZE + "\r\n\r\n");
                sent.complete(write(link.socket().getOutputStream(), SIZE, written));
                return true;
            });
            long before = usedDirectMemory();
            client.send("GET", "/");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            // Without a reader the backend comes to a halt: nothing may pile up in between.
            long[] last = {-1};
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                long now = written.get();
                return now == last[0] || (last[0] = now) < 0;
            });
            assertThat(written.get()).isLessThan(SIZE);
            assertThat(usedDirectMemory() - before).isLessThan(MAX_BUFFERED);
            assertThat(read(client.in(), SIZE)).isEqualTo(sent.get());
            rig.backend(0).behaving(TestingBackend.Behaviour.answer("ok"));
            assertThat(client.send("GET", "/").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void holdsARequestBackForASlowBackend() throws Exception {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            var read = new CompletableFuture<Long>();
            var go = new CompletableFuture<Void>();
            rig.backend(0).behaving((head, link, journal) -> {
                go.join();
                read.complete(read(link.in(), SIZE));
                link.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                return true;
            });
            var written = new AtomicLong();
            Socket socket = client.socket();
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: " + SIZE + "\r\n\r\n");
            CompletableFuture<Long> sent = CompletableFuture.supplyAsync(() -> {
                try {
                    return write(socket.getOutputStream(), SIZE, written);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            long[] last = {-1};
            await().pollInterval(Duration.ofMillis(300)).until(() -> {
                long now = written.get();
                return now == last[0] || (last[0] = now) < 0;
            });
            assertThat(written.get()).isLessThan(SIZE);
            go.complete(null);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(read.get()).isEqualTo(sent.get());
        }
    }

    @Test
    void passesEachPieceOnAtOnce() throws IOException {
        try (Rig rig = Rig.start(1);
                RawClient client = rig.client()) {
            rig.backend(0).behaving((head, link, journal) -> {
                link.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                // Each piece is sent only when the one before has arrived at the other end.
                for (int i = 0; i < 5 && link.in().read() >= 0; i++) {
                    link.write("1\r\n" + i + "\r\n");
                }
                link.write("0\r\n\r\n");
                return true;
            });
            client.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\n\r\n");
            Message head = Message.readHead(client.in()).orElseThrow();
            assertThat(head.status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                client.write("x");
                assertThat(new String(client.in().readNBytes(6), StandardCharsets.ISO_8859_1))
                        .isEqualTo("1\r\n" + i + "\r\n");
            }
        }
    }
}
