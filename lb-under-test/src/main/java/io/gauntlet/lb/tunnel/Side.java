package io.gauntlet.lb.tunnel;

import io.gauntlet.lb.tls.Endings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection of a tunnel: takes what its peer sends and gives it to the other one. Confined to its event loop. */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Side extends ChannelInboundHandlerAdapter {
    private final Tunnel tunnel;
    private final Stream incoming;
    private @Nullable Side other;
    private @Nullable ChannelHandlerContext context;
    private boolean inputEnded;
    private boolean outputEnded;

    Side(Tunnel tunnel, Stream incoming) {
        this.tunnel = tunnel;
        this.incoming = incoming;
    }

    void join(Side side) {
        other = side;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        ctx.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        ctx.channel().closeFuture().addListener(closed -> tunnel.closed());
    }

    void start() {
        channel().flush();
        read(other().channel().isWritable());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (tunnel.leaving() || !(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        tunnel.touch();
        incoming.passed(bytes);
        other().write(bytes);
        if (!other().channel().isWritable()) {
            read(false);
        }
    }

    private void write(ByteBuf bytes) {
        ChannelHandlerContext ctx = context();
        ctx.write(bytes, ctx.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        other().channel().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        tunnel.touch();
        if (!tunnel.leaving()) {
            other().read(ctx.channel().isWritable());
        }
    }

    private void read(boolean on) {
        channel().config().setAutoRead(on);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (endsInput(event)) {
            endInput();
        }
    }

    /** The peer says no more; to be told by whoever saw it before there was a tunnel. */
    public void endInput() {
        if (!inputEnded) {
            inputEnded = true;
            tunnel.inputEnded(this, other());
        }
    }

    private static boolean endsInput(Object event) {
        return event instanceof ChannelInputShutdownEvent
                || (event instanceof SslCloseCompletionEvent end && end.isSuccess());
    }

    /** Whether its connection has TLS, which has no half of a connection that goes on by itself. */
    boolean secured() {
        return Endings.secured(channel());
    }

    boolean inputEnded() {
        return inputEnded;
    }

    boolean opaque() {
        return incoming.opaque();
    }

    /** Ends this way once all that is to go it has gone. */
    void endOutput() {
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            outputEnded = true;
            if (tunnel.saidAll() && inputEnded) {
                close();
            } else {
                Endings.shutdownOutput(channel());
            }
        });
    }

    /** Ends both ways once all that is to go out has gone, and the other end has left. */
    void end() {
        read(true);
        endOutput();
    }

    void closeIfOutputEnded() {
        if (outputEnded) {
            close();
        }
    }

    /** Says what can be said, then waits for the other end to leave, since closing on unread bytes would take it back. */
    void farewell() {
        ByteBuf last = other().incoming.farewell();
        read(true);
        if (outputEnded) {
            last.release();
            close();
            return;
        }
        write(last);
        endOutput();
    }

    void close() {
        channel().close();
    }

    void reset() {
        Endings.reset(channel());
    }

    /** An orderly end of one that is not over has come as the end of its input before. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!tunnel.saidAll()) {
            tunnel.abort();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (tunnel.leaving()) {
            close();
        } else {
            tunnel.abort();
        }
    }

    private Channel channel() {
        return context().channel();
    }

    private Side other() {
        return Objects.requireNonNull(other);
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return context;
    }
}
