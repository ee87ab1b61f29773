package io.gauntlet.faultproxy.bench;

import io.gauntlet.faultproxy.link.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Clients that send a small request as soon as the last one was echoed, and the server that echoes them, on one event loop.
 *
 * <p>As little work as can be, so that the proxy in between is what is measured: io_uring where there is one, since one system call for
 * each read and write would make the load the limit. To be used by one thread; all fields but the group belong to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes its connection, which is told.
final class EchoLoad implements AutoCloseable {

    static final int REQUEST_BYTES = 100;
    private static final int BACKLOG = 4096;
    private static final long SILENCE_SECONDS = 20;
    private static final long MAX_LATENCY_NANOS = 60_000_000_000L;

    private final EventLoopGroup group;
    private final Transport transport = Transport.chosen();
    private final Channel listener;
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuf request =
            Unpooled.unreleasableBuffer(Unpooled.directBuffer(REQUEST_BYTES).writeZero(REQUEST_BYTES));
    private Histogram latencies = newHistogram();
    private CompletableFuture<Boolean> settled = new CompletableFuture<>();
    private boolean again;
    private long answered;
    private int underWay;

    /** What was measured in a span of time. */
    record Outcome(double requestsPerSecond, double p50Micros, double p99Micros, long requests) {}

    /** Sends back what comes. */
    @Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    /** One connection of a client: how much of the echo is missing, and when the request was sent. */
    private final class Client extends ChannelInboundHandlerAdapter {
        private final Channel channel;
        private int missing;
        private long sentNanos;

        Client(Channel channel) {
            this.channel = channel;
        }

        void send() {
            underWay++;
            missing = REQUEST_BYTES;
            sentNanos = System.nanoTime();
            channel.writeAndFlush(request.duplicate(), channel.voidPromise());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var bytes = (ByteBuf) message;
            missing -= bytes.readableBytes();
            bytes.release();
            if (missing == 0) {
                answer();
            }
        }

        private void answer() {
            latencies.recordValue(Math.min(System.nanoTime() - sentNanos, MAX_LATENCY_NANOS));
            answered++;
            underWay--;
            if (again) {
                send();
            } else if (underWay == 0) {
                settled.complete(true);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            settled.completeExceptionally(new BenchException("a connection was closed"));
        }
    }

    EchoLoad() {
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench-load", true), transport.handlers());
        listener = new ServerBootstrap()
                .group(group)
                .channel(transport.listener())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new Echo())
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    private static Histogram newHistogram() {
        return new Histogram(MAX_LATENCY_NANOS, 3);
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Connects one more client, and has it send and receive once, so that the way is known to be whole. */
    void connect(InetSocketAddress entrance) {
        var channel = new Bootstrap()
                .group(group)
                .channel(transport.connection())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(entrance)
                .syncUninterruptibly()
                .channel();
        var echoed = onLoop(() -> {
            var client = new Client(channel);
            channel.pipeline().addLast(client);
            clients.add(client);
            settled = new CompletableFuture<>();
            client.send();
            return settled;
        });
        await(echoed);
    }

    /** Lets all clients go round for so long. */
    Outcome run(long nanos) {
        long start = onLoop(() -> {
            latencies = newHistogram();
            answered = 0;
            again = true;
            settled = new CompletableFuture<>();
            long now = System.nanoTime();
            clients.forEach(Client::send);
            return now;
        });
        var measured = new CompletableFuture<Outcome>();
        group.next()
                .schedule(() -> measured.complete(stop(start)), nanos, TimeUnit.NANOSECONDS)
                .addListener(stopped -> {
                    if (!stopped.isSuccess()) {
                        measured.completeExceptionally(stopped.cause());
                    }
                });
        var outcome = await(measured, nanos);
        await(onLoop(() -> settled)); // What was still under way.
        return outcome;
    }

    /** On the loop. */
    private Outcome stop(long start) {
        double seconds = (System.nanoTime() - start) / 1e9;
        again = false;
        return new Outcome(
                answered / seconds,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3,
                answered);
    }

    private <T> T onLoop(Supplier<T> action) {
        return await(CompletableFuture.supplyAsync(action, group.next()));
    }

    private static <T> T await(CompletableFuture<T> future) {
        return await(future, 0);
    }

    private static <T> T await(CompletableFuture<T> future, long moreNanos) {
        try {
            return future.get(TimeUnit.SECONDS.toNanos(SILENCE_SECONDS) + moreNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException silence) {
            throw new BenchException("no echo for " + SILENCE_SECONDS + " s", silence);
        } catch (ExecutionException failed) {
            throw new BenchException(String.valueOf(failed.getCause()), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, SILENCE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(SILENCE_SECONDS, TimeUnit.SECONDS);
    }
}
