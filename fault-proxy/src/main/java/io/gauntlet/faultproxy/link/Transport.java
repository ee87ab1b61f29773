package io.gauntlet.faultproxy.link;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * How the event loops talk to the kernel.
 *
 * <p>Linux' io_uring takes the reads and writes of all connections in one system call; NIO takes one call for each, and works everywhere.
 * Netty 4.2.18's epoll is not among them on purpose. It loses a socket that is half-closed and not read: it takes the descriptor out of
 * epoll when no event is wanted, never adds it again, and fails the next write that does not fit into the socket's buffer
 * ({@code epoll_ctl: No such file or directory}). A proxy that keeps half-closed connections meets that every day.
 */
public enum Transport {
    /** The JDK's own. */
    NIO {
        @Override
        public IoHandlerFactory handlers() {
            return NioIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> listener() {
            return NioServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> connection() {
            return NioSocketChannel.class;
        }
    },

    /** Linux 5.10 and later, where the kernel, the container and the native library allow it. */
    IO_URING {
        @Override
        public IoHandlerFactory handlers() {
            return IoUringIoHandler.newFactory();
        }

        @Override
        public Class<? extends ServerSocketChannel> listener() {
            return IoUringServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> connection() {
            return IoUringSocketChannel.class;
        }
    };

    /** The system property that chooses: {@code auto} (the default), {@code nio} or {@code io_uring}. */
    public static final String PROPERTY = "gauntlet.faultproxy.transport";

    /** What drives the event loops. */
    public abstract IoHandlerFactory handlers();

    /** The channel that accepts. */
    public abstract Class<? extends ServerSocketChannel> listener();

    /** The channel that connects. */
    public abstract Class<? extends SocketChannel> connection();

    /**
     * What {@link #PROPERTY} says; io_uring by itself where it works.
     *
     * @throws TransportException if it says what there is not
     */
    public static Transport chosen() {
        var name = System.getProperty(PROPERTY, "auto");
        return switch (name) {
            case "auto" -> IoUring.isAvailable() ? IO_URING : NIO;
            case "nio" -> NIO;
            case "io_uring" -> ringOrFail();
            default -> throw new TransportException(PROPERTY + ": " + name + " (expected: auto, nio or io_uring)");
        };
    }

    private static Transport ringOrFail() {
        if (!IoUring.isAvailable()) {
            throw new TransportException(
                    PROPERTY + ": io_uring (expected: auto or nio, since this system does not offer" + " it: "
                            + IoUring.unavailabilityCause() + ")");
        }
        return IO_URING;
    }
}
