package io.gauntlet.faultproxy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends random bytes in segments of random size both ways at once, while toxics that alter nothing come and go, and compares SHA-256. */
final class Integrity {

    private static final int BLOCK_BYTES = 4 << 20;
    private static final int MAX_SEGMENT_BYTES = 200_000;
    private static final int READ_BYTES = 256 << 10;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final List<String> TOXICS = List.of(
            "{\"type\":\"latency\",\"name\":\"t\",\"attributes\":{\"latency\":3,\"jitter\":2},\"stream\":\"%s\"}",
            "{\"type\":\"bandwidth\",\"name\":\"t\",\"attributes\":{\"rate\":200000},\"stream\":\"%s\"}",
            "{\"type\":\"slicer\",\"name\":\"t\",\"attributes\":{\"average_size\":20000,\"size_variation\":10000},\"stream\":\"%s\"}",
            "{\"type\":\"slow_close\",\"name\":\"t\",\"attributes\":{\"delay\":1},\"stream\":\"%s\"}",
            "{\"type\":\"noop\",\"name\":\"t\",\"stream\":\"%s\"}");

    private final long bytesEachWay;
    private final long seed;

    /**
     * What came of it.
     *
     * @param intact whether both hashes were equal
     * @param changes how many toxics came and went
     */
    record Outcome(boolean intact, long bytes, double seconds, long changes) {}

    Integrity(long bytes, long seed) {
        this.bytesEachWay = bytes / 2;
        this.seed = seed;
    }

    Outcome run(Subject subject) throws IOException, InterruptedException {
        var threads = Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "bench-integrity");
            thread.setDaemon(true);
            return thread;
        });
        try (var listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var way = subject.to(((InetSocketAddress) listener.getLocalAddress()).getPort());
            try (var client = SocketChannel.open(way);
                    var server = listener.accept()) {
                long start = System.nanoTime();
                var sentUp = CompletableFuture.supplyAsync(() -> send(client, seed), threads);
                var sentDown = CompletableFuture.supplyAsync(() -> send(server, seed + 1), threads);
                var gotUp = CompletableFuture.supplyAsync(() -> receive(server), threads);
                var gotDown = CompletableFuture.supplyAsync(() -> receive(client), threads);
                long changes = meddle(subject, CompletableFuture.allOf(gotUp, gotDown));
                boolean intact =
                        gotUp.get().equals(sentUp.get()) && gotDown.get().equals(sentDown.get());
                return new Outcome(intact, 2 * bytesEachWay, (System.nanoTime() - start) / 1e9, changes);
            } catch (ExecutionException failed) {
                throw new BenchException("integrity: " + failed.getCause(), failed);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long meddle(Subject subject, CompletableFuture<Void> done) {
        long changes = 0;
        while (!done.isDone()) {
            var stream = changes % 2 == 0 ? "upstream" : "downstream";
            subject.toxic(TOXICS.get((int) (changes / 2 % TOXICS.size())).formatted(stream));
            LockSupport.parkNanos(PAUSE_NANOS);
            subject.heal();
            changes++;
        }
        return changes;
    }

    private String send(SocketChannel channel, long ownSeed) {
        var random = new SplittableRandom(ownSeed);
        var block = new byte[BLOCK_BYTES];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) random.nextInt();
        }
        var digest = sha256();
        try {
            for (long left = bytesEachWay; left > 0; ) {
                int length = (int) Math.min(left, 1 + random.nextInt(MAX_SEGMENT_BYTES));
                int offset = random.nextInt(block.length - length);
                digest.update(block, offset, length);
                var segment = ByteBuffer.wrap(block, offset, length);
                while (segment.hasRemaining()) {
                    channel.write(segment);
                }
                left -= length;
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException failed) {
            throw new BenchException("sending: " + failed.getMessage(), failed);
        }
    }

    private String receive(SocketChannel channel) {
        var digest = sha256();
        var buffer = ByteBuffer.allocate(READ_BYTES);
        try {
            for (long left = bytesEachWay; left > 0; ) {
                buffer.clear().limit((int) Math.min(left, READ_BYTES));
                int bytes = channel.read(buffer);
                if (bytes < 0) {
                    throw new BenchException("the stream ended " + left + " bytes too early");
                }
                left -= bytes;
                digest.update(buffer.flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException failed) {
            throw new BenchException("receiving: " + failed.getMessage(), failed);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new BenchException("every JVM has SHA-256", impossible);
        }
    }
}
