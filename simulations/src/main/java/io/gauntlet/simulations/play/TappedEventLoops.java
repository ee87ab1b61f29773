package io.gauntlet.simulations.play;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loops that Gatling plays on. Every TCP channel that is registered with them gets a {@link ConnectionTap} as
 * its first handler, so nothing of Gatling has to be replaced to see the socket.
 */
final class TappedEventLoops extends MultiThreadIoEventLoopGroup implements AutoCloseable {
    private static final int CLOSE_SECONDS = 5;

    private TappedEventLoops(int threads, ThreadFactory factory, IoHandlerFactory handlers, Connections connections) {
        super(threads, factory, handlers, connections);
    }

    /** Loops on epoll where Gatling uses it too (Linux), else on NIO; one a processor. */
    static TappedEventLoops start(Connections connections) {
        IoHandlerFactory handlers = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        return new TappedEventLoops(threads, new DefaultThreadFactory("injector", true), handlers, connections);
    }

    @Override
    protected IoEventLoop newChild(Executor executor, IoHandlerFactory handlers, Object... arguments) {
        return new TappedEventLoop(this, executor, handlers, (Connections) arguments[0]);
    }

    /** Begins to stop: what is scheduled is dropped, open connections are closed, new ones fail. */
    void stop() {
        if (!isShuttingDown()) {
            forEach(loop -> ((TappedEventLoop) loop).closeAll());
        }
        var ignored = shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Stops and waits for it. */
    @Override
    public void close() {
        stop();
        terminationFuture().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private static final class TappedEventLoop extends SingleThreadIoEventLoop {
        private final Connections connections;
        private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
        private volatile boolean closing;

        TappedEventLoop(
                TappedEventLoops parent, Executor executor, IoHandlerFactory handlers, Connections connections) {
            super(parent, executor, handlers);
            this.connections = connections;
        }

        @Override
        public ChannelFuture register(ChannelPromise promise) {
            Channel channel = promise.channel();
            if (closing) {
                // Gatling replays what breaks off when its connections are closed.
                channel.unsafe().closeForcibly();
                return promise.setFailure(new ClosedChannelException());
            }
            if (channel instanceof SocketChannel) {
                if (!connections.takeSocket()) {
                    channel.unsafe().closeForcibly();
                    return promise.setFailure(new IOException(Outcomes.TOO_MANY_FILES + ": " + connections.mostSockets()
                            + " sockets, the rest is the injector's own"));
                }
                channels.add(channel);
                channel.closeFuture().addListener(closed -> {
                    channels.remove(channel);
                    connections.giveSocket();
                });
                channel.pipeline().addFirst("gauntlet-connection", new ConnectionTap(connections));
            }
            return super.register(promise);
        }

        /** Gatling schedules its users so, up to two seconds ahead; those of a hopeless rate are not worth starting. */
        @Override
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            return super.schedule(
                    () -> {
                        if (!closing) {
                            task.run();
                        }
                    },
                    delay,
                    unit);
        }

        /** A loop that is shut down without a quiet period may end without closing its channels, so it is done before. */
        void closeAll() {
            closing = true;
            execute(() -> {
                for (Channel channel : List.copyOf(channels)) {
                    var ignored = channel.close();
                }
            });
        }
    }
}
