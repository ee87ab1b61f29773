package io.gauntlet.harness.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections to one balancer on one thread, the caller's. Not thread-safe. */
final class Connections implements AutoCloseable {
    private static final int READ_BYTES = 256 << 10;

    /** Learns of what came. */
    interface Listener {
        /** An answer is whole; the connection is free for the next request. */
        void answered(HttpConnection connection);

        /** The other side has closed it; it has been replaced by a new one, which is free. */
        void closed(HttpConnection old, HttpConnection replacement);
    }

    private final InetSocketAddress address;
    private final ByteBuffer request;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];

    /** To one port, for one path. */
    Connections(int port, String path, boolean kept) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.request = ByteBuffer.wrap(("GET " + path + " HTTP/1.1\r\nHost: " + Spot.HOST + ":" + port + "\r\n"
                        + (kept ? "" : "Connection: close\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens so many more. */
    List<HttpConnection> open(int count) {
        List<HttpConnection> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opened.add(open());
        }
        return opened;
    }

    private HttpConnection open() {
        try {
            var channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            var connection = new HttpConnection(channel);
            connection.register(selector);
            return connection;
        } catch (IOException e) {
            throw new BenchException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    /** Sends a request on a connection that has none under way. */
    void send(HttpConnection connection, long intended) {
        connection.begin(intended);
        try {
            if (connection.channel().write(request.duplicate()) < request.remaining()) {
                throw new BenchException(address + " takes no request");
            }
        } catch (IOException e) {
            // It is closed, which the next look at it says, too.
        }
    }

    /** Looks for what came, and waits for so long if there is nothing; 0 is not to wait. Returns how many had something. */
    int poll(long millis, Listener listener) {
        try {
            return millis == 0
                    ? selector.selectNow(key -> read(key, listener))
                    : selector.select(key -> read(key, listener), millis);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(SelectionKey key, Listener listener) {
        if (!(key.attachment() instanceof HttpConnection connection)) {
            return;
        }
        int length = read(connection);
        if (length < 0) {
            key.cancel();
            replace(connection, listener);
        } else if (length > 0 && connection.receive(bytes, length)) {
            listener.answered(connection);
        }
    }

    private int read(HttpConnection connection) {
        buffer.clear();
        try {
            int length = connection.channel().read(buffer);
            if (length > 0) {
                buffer.flip().get(bytes, 0, length);
            }
            return length;
        } catch (IOException e) {
            return -1;
        }
    }

    private void replace(HttpConnection old, Listener listener) {
        close(old.channel());
        listener.closed(old, open());
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() {
        List.copyOf(selector.keys()).forEach(key -> {
            if (key.channel() instanceof SocketChannel channel) {
                close(channel);
            }
        });
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
