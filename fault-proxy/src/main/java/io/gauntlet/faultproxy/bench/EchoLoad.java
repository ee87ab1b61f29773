package io.gauntlet.faultproxy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Clients that send a small request as soon as the last one was echoed, and the server that echoes them, on one thread.
 *
 * <p>As little work as can be, so that the proxy in between is what is measured. Not thread-safe.
 */
final class EchoLoad implements AutoCloseable {

    static final int REQUEST_BYTES = 100;
    private static final long SILENCE_MILLIS = 20_000;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
    private final ByteBuffer request = ByteBuffer.allocateDirect(REQUEST_BYTES);
    private Histogram latencies = newHistogram();
    private long answered;

    /** One connection of a client: how much of the echo is missing, and when the request was sent. */
    private static final class Client {
        private final SocketChannel channel;
        private int missing;
        private long sentNanos;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** What was measured in a span of time. */
    record Outcome(double requestsPerSecond, double p50Micros, double p99Micros, long requests) {}

    EchoLoad() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
    }

    private static Histogram newHistogram() {
        return new Histogram(60_000_000_000L, 3);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** Connects one more client, and has it send and receive once, so that the way is known to be whole. */
    void connect(InetSocketAddress entrance) throws IOException {
        var channel = SocketChannel.open();
        channel.connect(entrance);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        var client = new Client(channel);
        channel.register(selector, SelectionKey.OP_READ, client);
        clients.add(client);
        long before = answered;
        send(client);
        while (answered == before) {
            turn(false);
        }
    }

    /** Lets all clients go round for so long. */
    Outcome run(long nanos) throws IOException {
        latencies = newHistogram();
        answered = 0;
        long start = System.nanoTime();
        for (var client : clients) {
            send(client);
        }
        while (System.nanoTime() - start < nanos) {
            turn(true);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long counted = answered;
        settle();
        return new Outcome(
                counted / seconds,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                counted);
    }

    /** Waits for what is still under way. */
    private void settle() throws IOException {
        while (clients.stream().anyMatch(client -> client.missing > 0)) {
            turn(false);
        }
    }

    private void turn(boolean again) throws IOException {
        if (selector.select(SILENCE_MILLIS) == 0) {
            throw new BenchException("no echo for " + SILENCE_MILLIS + " ms");
        }
        var keys = selector.selectedKeys();
        for (var key : keys) {
            if (key.isAcceptable()) {
                accept();
            } else if (key.attachment() instanceof Client client) {
                receive(client, again);
            } else {
                echo((SocketChannel) key.channel());
            }
        }
        keys.clear();
    }

    private void accept() throws IOException {
        for (var channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    private void echo(SocketChannel channel) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        buffer.flip();
        write(channel, buffer);
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        if (channel.write(bytes) == 0 || bytes.hasRemaining()) {
            throw new BenchException("a socket does not take " + REQUEST_BYTES + " bytes");
        }
    }

    private void send(Client client) throws IOException {
        request.clear();
        client.missing = REQUEST_BYTES;
        client.sentNanos = System.nanoTime();
        write(client.channel, request);
    }

    private void receive(Client client, boolean again) throws IOException {
        buffer.clear();
        int bytes = client.channel.read(buffer);
        if (bytes < 0) {
            throw new BenchException("a connection was closed");
        }
        client.missing -= bytes;
        if (client.missing == 0) {
            latencies.recordValue(Math.min(System.nanoTime() - client.sentNanos, 60_000_000_000L));
            answered++;
            if (again) {
                send(client);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
