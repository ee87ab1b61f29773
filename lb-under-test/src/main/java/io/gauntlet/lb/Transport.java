package io.gauntlet.lb;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.TransportName;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.jspecify.annotations.Nullable;

/** The way to the kernel. */
record Transport(
        IoHandlerFactory io,
        Class<? extends SocketChannel> socket,
        Class<? extends ServerChannel> serverSocket,
        Class<? extends DatagramChannel> datagram) {
    /** Names what {@code auto} stands for in this process, as it would stand in the configuration file. */
    static final String PROPERTY = "gauntlet.lb.transport";

    private static final int BACKLOG = 4096;

    /**
     * The one of this name.
     *
     * @throws ConfigException if it is not to be had here
     */
    static Transport of(TransportName name) {
        return switch (name) {
            case AUTO -> automatic(System.getProperty(PROPERTY, TransportName.AUTO.text()));
            case EPOLL -> {
                require(Epoll.isAvailable(), name, Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                require(IoUring.isAvailable(), name, IoUring.unavailabilityCause());
                yield uring();
            }
            case NIO -> nio();
        };
    }

    /** What {@code auto} stands for where it is named so. */
    static Transport automatic(String named) {
        for (TransportName name : TransportName.values()) {
            if (name != TransportName.AUTO && name.text().equals(named)) {
                return of(name);
            }
        }
        if (!named.equals(TransportName.AUTO.text())) {
            throw new ConfigException(
                    "-D" + PROPERTY + "=" + named + ": no such transport (expected: auto, epoll, io-uring or nio)");
        }
        return Epoll.isAvailable() ? epoll() : nio();
    }

    private static void require(boolean there, TransportName name, @Nullable Throwable cause) {
        if (!there) {
            String why = cause == null ? "unknown" : Reasons.of(cause);
            throw new ConfigException("traffic: transport: " + name.text() + " is not to be had here: " + why
                    + " (expected: auto, or another one)");
        }
    }

    private static Transport epoll() {
        return new Transport(
                SteadyEpoll.newFactory(),
                EpollSocketChannel.class,
                EpollServerSocketChannel.class,
                EpollDatagramChannel.class);
    }

    private static Transport uring() {
        return new Transport(
                IoUringIoHandler.newFactory(),
                IoUringSocketChannel.class,
                IoUringServerSocketChannel.class,
                IoUringDatagramChannel.class);
    }

    private static Transport nio() {
        return new Transport(
                NioIoHandler.newFactory(),
                NioSocketChannel.class,
                NioServerSocketChannel.class,
                NioDatagramChannel.class);
    }

    EventLoopGroup loops(String name, int count) {
        return new MultiThreadIoEventLoopGroup(count, new DefaultThreadFactory(name, true), io);
    }

    Bootstrap clients() {
        return new Bootstrap()
                .channel(socket)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }

    ServerBootstrap servers(EventLoopGroup loops) {
        return new ServerBootstrap()
                .group(loops)
                .channel(serverSocket)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
    }
}
