package io.gauntlet.lb.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out from a client's first bytes whether it speaks HTTP/2 without having asked (RFC 9113 section 3.3), and makes
 * room for what speaks the same. Confined to its event loop.
 */
final class ProtocolChoice extends ByteToMessageDecoder implements OpenConnection {
    private final Worker worker;
    private final Entrance entrance;
    private final BiConsumer<Channel, Boolean> speak;
    private @Nullable ChannelHandlerContext context;
    private final long began = System.nanoTime();
    private boolean heard;

    /**
     * @param speak is given the channel, and whether HTTP/2 is to be spoken on it
     */
    ProtocolChoice(Worker worker, Entrance entrance, BiConsumer<Channel, Boolean> speak) {
        this.worker = worker;
        this.entrance = entrance;
        this.speak = speak;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        worker.opened(this);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        heard = true;
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        try {
            int length = Math.min(in.readableBytes(), preface.readableBytes());
            for (int i = 0; i < length; i++) {
                if (in.getByte(in.readerIndex() + i) != preface.getByte(i)) {
                    decided(ctx, false);
                    return;
                }
            }
            if (length == preface.readableBytes()) {
                decided(ctx, true);
            }
        } finally {
            preface.release();
        }
    }

    private void decided(ChannelHandlerContext ctx, boolean http2) {
        worker.closed(this);
        speak.accept(ctx.channel(), http2);
        ctx.fireChannelActive();
        // What has come is passed on by this.
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        worker.closed(this);
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        var unused = ctx.close();
    }

    @Override
    public void sweep(long now) {
        var listener = entrance.site().listener();
        long limit = (heard ? listener.headTimeout() : listener.idleTimeout()).toNanos();
        if (now - began > limit) {
            abort();
        }
    }

    @Override
    public void announceStop() {}

    @Override
    public void closeIfIdle() {
        if (!heard) {
            abort();
        }
    }

    @Override
    public void abort() {
        if (context != null) {
            var unused = context.close();
        }
    }
}
