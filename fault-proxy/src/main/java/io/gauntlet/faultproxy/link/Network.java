package io.gauntlet.faultproxy.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The event loops, and the sockets on them: epoll where there is one, else NIO.
 *
 * <p>Thread-safe.
 */
public final class Network implements AutoCloseable {

    private static final long STOP_SECONDS = 5;

    private final boolean epoll;
    private final EventLoopGroup loops;

    public Network(String threadName, int loopCount, boolean nativeTransport) {
        this.epoll = nativeTransport && Epoll.isAvailable();
        this.loops = new MultiThreadIoEventLoopGroup(
                loopCount,
                new DefaultThreadFactory(threadName, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Listens on an address; accepted connections are not read until told so. Waits for the bind and thus must not be called on an event loop.
     *
     * @throws ListenException if the address cannot be bound
     */
    public Channel listen(InetSocketAddress address, ChannelHandler accepted) {
        if (address.isUnresolved()) {
            throw new ListenException("listen tcp: lookup " + address.getHostString() + ": no such host");
        }
        var bind = new ServerBootstrap()
                .group(loops)
                .channel(serverChannel())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
                .childHandler(accepted)
                .bind(address)
                .awaitUninterruptibly();
        if (bind.isSuccess()) {
            return bind.channel();
        }
        throw new ListenException("listen tcp " + asked(address) + ": bind: " + reason(bind.cause()), bind.cause());
    }

    /** Prepares a connection of a link: nothing is read before both sides are there. */
    Bootstrap connector(EventLoop loop, int timeoutMillis, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(channel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
                .handler(handler);
    }

    private Class<? extends ServerSocketChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    private Class<? extends SocketChannel> channel() {
        return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** At most 32 KiB a read, as the original: latency and slices work on what one read brings. */
    private static AdaptiveRecvByteBufAllocator readSizes() {
        return new AdaptiveRecvByteBufAllocator(64, 4 << 10, 32 << 10);
    }

    private static String asked(InetSocketAddress address) {
        return address.getAddress().isAnyLocalAddress() ? ":" + address.getPort() : Endpoint.text(address);
    }

    /** The operating system's words, which stand last in the message, as Go writes them. */
    private static String reason(Throwable cause) {
        var message = String.valueOf(cause.getMessage());
        var words = message.substring(message.lastIndexOf(": ") + 1).strip();
        return Character.toLowerCase(words.charAt(0)) + words.substring(1);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
