package io.gauntlet.lb.warmup;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One end of a connection, which sends a message and waits for one, in turns. Confined to the selector's thread. */
final class Wire implements Closeable {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Incoming incoming = new Incoming();

    /** What the kernel has not taken yet. */
    private @Nullable ByteBuffer rest;

    Wire(SocketChannel channel, Selector selector, BothEnds.Party party) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        this.key = channel.register(selector, SelectionKey.OP_READ, party);
    }

    void send(ByteBuffer message) throws IOException {
        channel.write(message);
        if (message.hasRemaining()) {
            rest = message;
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }

    /**
     * Reads what has come, or goes on to write.
     *
     * @param scratch is read into, and free again afterwards
     * @return whether a message is whole now
     * @throws EOFException when the other side has closed
     */
    boolean ready(ByteBuffer scratch) throws IOException {
        ByteBuffer left = rest;
        if (left != null) {
            rest = null;
            key.interestOps(SelectionKey.OP_READ);
            send(left);
            return false;
        }
        scratch.clear();
        if (channel.read(scratch) < 0) {
            throw new EOFException("closed by the balancer");
        }
        return incoming.take(scratch.flip());
    }

    /** Closes it in the rude way, as clients do that are killed. */
    void reset() throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    String firstLine() {
        return incoming.firstLine();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
