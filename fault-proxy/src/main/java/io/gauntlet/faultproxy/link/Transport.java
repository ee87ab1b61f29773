package io.gauntlet.faultproxy.link;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How the event loops talk to the kernel.
 *
 * <p>Linux' io_uring takes the reads and writes of all connections in one system call; epoll and NIO take one call for each. Epoll saves
 * little beside NIO, and is for the containers that do not allow io_uring; NIO works everywhere.
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

    /** Linux, where the native library is. */
    EPOLL {
        @Override
        public IoHandlerFactory handlers() {
            return new EpollHandlers();
        }

        @Override
        public Class<? extends ServerSocketChannel> listener() {
            return EpollServerSocketChannel.class;
        }

        @Override
        public Class<? extends SocketChannel> connection() {
            return EpollSocketChannel.class;
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

    /** The system property that chooses: {@code auto} (the default), {@code nio}, {@code epoll} or {@code io_uring}. */
    public static final String PROPERTY = "gauntlet.faultproxy.transport";

    /** What drives the event loops. */
    public abstract IoHandlerFactory handlers();

    /** The channel that accepts. */
    public abstract Class<? extends ServerSocketChannel> listener();

    /** The channel that connects. */
    public abstract Class<? extends SocketChannel> connection();

    /** As {@link #PROPERTY} has it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * What {@link #PROPERTY} says.
     *
     * @throws TransportException if it says what there is not
     */
    public static Transport chosen() {
        return named(System.getProperty(PROPERTY, "auto"));
    }

    /**
     * The one of that name; for {@code auto} the first that works here of io_uring, epoll and NIO.
     *
     * @throws TransportException if there is none
     */
    public static Transport named(String name) {
        return switch (name) {
            case "auto" -> IoUring.isAvailable() ? IO_URING : Epoll.isAvailable() ? EPOLL : NIO;
            case "nio" -> NIO;
            case "epoll" -> there(EPOLL, Epoll.unavailabilityCause());
            case "io_uring" -> there(IO_URING, IoUring.unavailabilityCause());
            default ->
                throw new TransportException(PROPERTY + ": " + name + " (expected: auto, nio, epoll or io_uring)");
        };
    }

    private static Transport there(Transport asked, @Nullable Throwable why) {
        if (why != null) {
            throw new TransportException(PROPERTY + ": " + asked.text()
                    + " (expected: auto or nio, since this system does not offer it: " + why + ")");
        }
        return asked;
    }
}
