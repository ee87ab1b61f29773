package io.gauntlet.faultproxy.link;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The event loops, and the sockets on them.
 *
 * <p>Buffers come from Netty's pooled allocator: a third less time a small request than its adaptive one, which is 4.2's default.
 *
 * <p>Thread-safe.
 */
public final class Network implements AutoCloseable {

    private static final long STOP_SECONDS = 5;
    private static final long PROBE_NANOS = 500_000;

    private static final int TIMER_THREADS = 2;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final ScheduledThreadPoolExecutor timers;

    public Network(String threadName, int loopCount, Transport transport) {
        this.transport = transport;
        this.timers =
                new ScheduledThreadPoolExecutor(TIMER_THREADS, new DefaultThreadFactory(threadName + "-timer", true));
        timers.setRemoveOnCancelPolicy(true);
        this.loops = new MultiThreadIoEventLoopGroup(
                loopCount, new DefaultThreadFactory(threadName, true), transport.handlers());
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
                .channel(transport.listener())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
                .childHandler(accepted)
                .bind(address)
                .awaitUninterruptibly();
        if (bind.isSuccess()) {
            return bind.channel();
        }
        throw new ListenException("listen tcp " + asked(address) + ": bind: " + reason(bind.cause()), bind.cause());
    }

    /**
     * Stops listening. When it returns, connecting is refused and the port is free: a transport may close the socket only some time
     * after the channel says so, as NIO does when its loop selects next.
     */
    public void unlisten(Channel listener) {
        var address = (InetSocketAddress) listener.localAddress();
        listener.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        while (!free(address) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(PROBE_NANOS);
        }
    }

    /** Binding without listening, which disturbs nobody, fails as long as somebody listens. */
    private static boolean free(InetSocketAddress address) {
        try (var probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }

    /** Runs something that may wait, after so many nanoseconds; without effect once this is closed. */
    Future<?> later(long nanos, Runnable action) {
        try {
            return timers.schedule(action, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Prepares a connection of a link: nothing is read before both sides are there. */
    Bootstrap connector(EventLoop loop, int timeoutMillis, ChannelHandler handler) {
        return new Bootstrap()
                .group(loop)
                .channel(transport.connection())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, readSizes())
                .handler(handler);
    }

    /** Many kept connections send little, and large streams go the faster the more one read brings. */
    private static AdaptiveRecvByteBufAllocator readSizes() {
        return new AdaptiveRecvByteBufAllocator(64, 2 << 10, 128 << 10);
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
        timers.shutdownNow();
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
