package io.gauntlet.faultproxy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** One connection on which a server sends as fast as it can, or as fast as it may. */
final class Stream implements AutoCloseable {

    private static final int WRITE_BYTES = 64 << 10;
    private static final int READ_BYTES = 256 << 10;

    private final ServerSocketChannel listener;
    private final SocketChannel client;
    private final Thread server;

    /**
     * Connects through a subject.
     *
     * @param toxics put on the way before (JSON): under a full connection the original answers such a call late, or by 503
     */
    Stream(Subject subject, String... toxics) throws IOException {
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server = new Thread(this::serve, "bench-stream");
        server.setDaemon(true);
        server.start();
        var entrance = subject.to(((InetSocketAddress) listener.getLocalAddress()).getPort());
        for (var toxic : toxics) {
            subject.toxic(toxic);
        }
        client = SocketChannel.open(entrance);
    }

    private void serve() {
        var bytes = ByteBuffer.allocateDirect(WRITE_BYTES);
        try (var accepted = listener.accept()) {
            while (true) {
                bytes.clear();
                accepted.write(bytes);
            }
        } catch (IOException ended) {
            // The client has measured enough.
        }
    }

    /** Bytes a second over so long, counted from the first that come. */
    double bytesPerSecond(long nanos) throws IOException {
        var buffer = ByteBuffer.allocateDirect(READ_BYTES);
        receive(buffer);
        long start = System.nanoTime();
        long last = start;
        long bytes = 0;
        while (last - start < nanos) {
            bytes += receive(buffer);
            last = System.nanoTime();
        }
        return bytes / ((last - start) / 1e9);
    }

    private int receive(ByteBuffer buffer) throws IOException {
        buffer.clear();
        int bytes = client.read(buffer);
        if (bytes < 0) {
            throw new BenchException("the stream was closed");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        client.close();
        listener.close();
        try {
            server.join(5_000);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
