package io.gauntlet.lb.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the open connections of one listener, whatever they are at, and lets no more of them in than it may have: further ones stay
 * in the kernel's backlog until one ends. Stands in the pipeline of the listening socket, to whose event loop all is confined but for
 * what is said otherwise.
 *
 * <p>The count goes up on that loop alone, and down on those of the connections. Who takes it down from the maximum, or from
 * above, lets the listening socket look again; so no connection that ends is missed, and none takes a lock.
 */
public final class Gate extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Gate.class);

    /** Connections that are accepted in a row before the loop turns to others. */
    private static final int BURST = 16;

    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String listener;
    private final AtomicInteger open = new AtomicInteger();
    private final LongAdder full = new LongAdder();

    /** Those that io_uring had accepted when it was told to stop; nobody serves them before there is room. */
    private final Queue<Channel> early = new ArrayDeque<>();

    private volatile int max;
    private volatile @Nullable ChannelHandlerContext context;
    private boolean shut;
    private long untold;
    private long toldAt = System.nanoTime() - SILENCE_NANOS;

    /**
     * @param listener its name
     * @param max connections that it may have at once
     */
    Gate(String listener, int max) {
        this.listener = listener;
        this.max = max;
    }

    /** Connections that are open; from any thread. */
    public int open() {
        return open.get();
    }

    /** Connections that there may be; from any thread. */
    public int max() {
        return max;
    }

    /** Times that there were as many as there may be; from any thread. */
    public long full() {
        return full.sum();
    }

    /** Goes by another maximum; connections beyond it stay, and no other comes before they are gone. From any thread. */
    void change(int other) {
        max = other;
        lookSoon();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        look(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        early.add((Channel) message);
        look(ctx);
    }

    private void admit(ChannelHandlerContext ctx, Channel connection) {
        if (open.incrementAndGet() >= max) {
            tell();
        }
        var unused = connection.closeFuture().addListener(closed -> ended());
        ctx.fireChannelRead(connection);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        for (Channel connection = early.poll(); connection != null; connection = early.poll()) {
            connection.unsafe().closeForcibly();
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        look(ctx);
        ctx.fireChannelReadComplete();
    }

    private void ended() {
        if (open.getAndDecrement() >= max) {
            lookSoon();
        }
    }

    private void lookSoon() {
        ChannelHandlerContext ctx = context;
        if (ctx != null && ctx.channel().isOpen()) {
            ctx.channel().eventLoop().execute(() -> look(ctx));
        }
    }

    private void look(ChannelHandlerContext ctx) {
        while (!early.isEmpty() && open.get() < max) {
            admit(ctx, early.remove());
        }
        int room = max - open.get();
        if (room <= 0) {
            // Said anew each time: after an accept that failed, Netty goes on by itself when it has waited for a
            // second.
            ctx.channel().config().setAutoRead(false);
            shut = true;
        } else {
            // NIO counts only once all are accepted, so it must not accept more than there is room for.
            burst(ctx, Math.min(BURST, room));
            if (shut) {
                shut = false;
                ctx.channel().config().setAutoRead(true);
            }
        }
    }

    private static void burst(ChannelHandlerContext ctx, int count) {
        RecvByteBufAllocator allocator = ctx.channel().config().getRecvByteBufAllocator();
        if (allocator instanceof MaxMessagesRecvByteBufAllocator each && each.maxMessagesPerRead() != count) {
            each.maxMessagesPerRead(count);
        }
    }

    private void tell() {
        full.increment();
        untold++;
        long now = System.nanoTime();
        if (now - toldAt >= SILENCE_NANOS) {
            LOG.warn(
                    "listener {}: {} connections are open, as many as it may have: further ones wait until one ends ({} times"
                            + " since this was last said)",
                    listener,
                    max,
                    untold);
            toldAt = now;
            untold = 0;
        }
    }
}
