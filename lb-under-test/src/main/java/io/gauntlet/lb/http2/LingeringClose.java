package io.gauntlet.lb.http2;

import io.gauntlet.lb.tls.Endings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection in such a way that the client can read why: as long as it sends on, a plain close would answer with a
 * reset, and that takes our GOAWAY out of its buffers unread. Stands before the codec; confined to its event loop.
 */
// A close that fails finds a connection that has ended anyway.
@SuppressWarnings("FutureReturnValueIgnored")
public final class LingeringClose extends ChannelDuplexHandler {
    private static final long LINGER_MILLIS = 1000;

    private boolean closing;

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        Channel channel = ctx.channel();
        if (!channel.isActive()) {
            ctx.close(promise);
            return;
        }
        channel.closeFuture().addListener(closed -> promise.trySuccess());
        if (closing) {
            return;
        }
        closing = true;
        channel.config().setAutoRead(true);
        Endings.shutdownOutput(channel);
        Future<?> end = ctx.executor().schedule((Runnable) ctx::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (closing) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }
}
