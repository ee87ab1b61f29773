package io.gauntlet.lb.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32;

/** A large volume of bytes that is written or read on a thread of its own. */
public final class Stuff {
    private static final int PIECE = 1 << 16;

    private final AtomicLong moved = new AtomicLong();
    private final CompletableFuture<Long> sum = new CompletableFuture<>();

    private Stuff() {}

    /** Moves pieces. */
    private interface Mover {
        /** Moves some bytes by way of the buffer; returns how many. */
        int move(byte[] buffer) throws IOException;
    }

    /** Writes so many bytes made from the seed. */
    public static Stuff write(Socket socket, long count, long seed) {
        var random = new SplittableRandom(seed);
        return new Stuff().start(count, buffer -> {
            random.nextBytes(buffer);
            socket.getOutputStream().write(buffer);
            return buffer.length;
        });
    }

    /** Reads so many bytes. */
    public static Stuff read(InputStream in, long count) {
        return new Stuff().start(count, in::read);
    }

    private Stuff start(long count, Mover mover) {
        Thread thread = new Thread(() -> run(count, mover), "stuff");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void run(long count, Mover mover) {
        var crc = new CRC32();
        var buffer = new byte[PIECE];
        try {
            while (moved.get() < count) {
                int some = mover.move(buffer);
                if (some < 0) {
                    throw new IOException("ended after " + moved + " of " + count);
                }
                crc.update(buffer, 0, some);
                moved.addAndGet(some);
            }
            sum.complete(crc.getValue());
        } catch (IOException e) {
            sum.completeExceptionally(e);
        }
    }

    /** How many bytes were moved when it came to a halt, waiting for it to. */
    public long awaitStall() {
        var before = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> before.getAndSet(moved.get()) == moved.get());
        return moved.get();
    }

    /** The checksum of them all, once they are through. */
    public long sum() {
        return sum.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
