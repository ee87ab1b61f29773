package io.gauntlet.lb.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SniCompletionEvent;
import io.netty.handler.ssl.SslCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Waits behind the TLS of a new connection for the end of its handshake, then makes place for what is spoken within. Confined to
 * its event loop.
 */
// A write or close that fails ends in channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
final class Greeting extends ChannelInboundHandlerAdapter {
    private static final String BODY = "{\"error\":\"this port speaks HTTPS\"}\n";
    private static final String PLAIN =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n" + "Content-Length: "
                    + BODY.length() + "\r\n\r\n" + BODY;

    private final Termination termination;
    private final Consumer<Secured> done;
    private boolean over;

    /**
     * @param done puts the handlers of what is spoken within at the end of the pipeline
     */
    Greeting(Termination termination, Consumer<Secured> done) {
        this.termination = termination;
        this.done = done;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean end = event instanceof SslHandshakeCompletionEvent
                || (event instanceof SniCompletionEvent sni && !sni.isSuccess());
        if (!end || over) {
            return;
        }
        over = true;
        var completion = (SslCompletionEvent) event;
        if (completion.isSuccess()) {
            greeted(ctx);
        } else {
            failed(ctx, completion.cause());
        }
    }

    private void greeted(ChannelHandlerContext ctx) {
        Secured secured = Secured.of(ctx.pipeline().get(SslHandler.class));
        termination.greeted(secured);
        done.accept(secured);
        // They have not heard of it yet.
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    private void failed(ChannelHandlerContext ctx, Throwable cause) {
        Failure failure = termination.failed(cause);
        ChannelHandlerContext tls = ctx.pipeline().context(SslHandler.class);
        if (failure == Failure.NOT_TLS && tls != null) {
            // Somebody who speaks HTTP should learn what is wrong, past the TLS that he has none of.
            ByteBuf answer = Unpooled.copiedBuffer(PLAIN, StandardCharsets.US_ASCII);
            tls.writeAndFlush(answer);
        }
        ctx.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
    }

    /** The end of a handshake that fails is told as an event, too. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
