package io.gauntlet.harness.external;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a hook prints or answers, up to so much of it; the rest is read and forgotten. Thread-safe. */
final class Said {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_PRINTED = 500;

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Listens to a stream until its end, on a thread of its own. */
    static Said by(InputStream stream, String name) {
        var said = new Said();
        var reader = new Thread(() -> said.drain(stream), name + "-output");
        reader.setDaemon(true);
        reader.start();
        return said;
    }

    /** Goes on when there is enough: a pipe that nobody empties would stop its writer. */
    private void drain(InputStream stream) {
        var buffer = new byte[8192];
        try (stream) {
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                add(List.of(ByteBuffer.wrap(buffer, 0, n)));
            }
        } catch (IOException e) {
            // As good as its end.
        } finally {
            ended.countDown();
        }
    }

    synchronized void add(List<ByteBuffer> chunks) {
        for (var chunk : chunks) {
            var bytes = new byte[Math.min(chunk.remaining(), MOST_BYTES - text.size())];
            chunk.get(bytes);
            text.writeBytes(bytes);
        }
    }

    /** Waits so long for the end of a stream, which is not there while something else holds it open. */
    boolean awaitEnd(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** All of it so far. */
    synchronized String whole() {
        return text.toString(StandardCharsets.UTF_8);
    }

    /** On one line, for messages. */
    String brief() {
        var line = whole().strip().replaceAll("\\s+", " ");
        return line.length() > MOST_PRINTED ? line.substring(0, MOST_PRINTED) + " ..." : line;
    }
}
