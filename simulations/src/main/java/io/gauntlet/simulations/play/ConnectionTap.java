package io.gauntlet.simulations.play;

import io.gauntlet.simulations.play.Attempt.Breakage;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Sits at the head of a client connection's pipeline, next to the socket, and tells RST from FIN and when the first
 * byte of an answer came, which Gatling does not.
 *
 * <pre>
 * socket -- ConnectionTap -- Gatling's "pinned" [-- TLS] -- HTTP codec -- ... -- AnswerTap -- Gatling's "app-http"
 * </pre>
 *
 * <p>Owned by the connection's event loop.
 */
final class ConnectionTap extends ChannelDuplexHandler {
    private static final String GATLING_APP_HANDLER = "app-http";

    private final Connections connections;
    private final String id;
    private @Nullable Attempt open;

    ConnectionTap(Connections connections) {
        this.connections = connections;
        this.id = connections.nextId();
    }

    /** From now on the connection belongs to this attempt. */
    void bind(Attempt attempt) {
        open = attempt;
        attempt.boundTo(id);
    }

    /** The attempt that the connection belongs to; null while it is idle. */
    @Nullable Attempt open() {
        return open;
    }

    /** The attempt's answer is complete. */
    void release() {
        open = null;
    }

    /** Gatling's pipeline is complete by now; it writes as soon as it is connected, before the channel counts as active. */
    @Override
    public void connect(
            ChannelHandlerContext context, SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise)
            throws Exception {
        context.pipeline().addBefore(GATLING_APP_HANDLER, "gauntlet-answer", new AnswerTap(this, connections));
        super.connect(context, remote, local, promise);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        connections.opened();
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Attempt attempt = open;
        // With TLS, the first bytes may be session tickets; there the answer's head counts.
        if (attempt != null && !connections.secure()) {
            attempt.byteSeen(connections.now());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        ChannelPromise told = promise.unvoid();
        told.addListener(future -> {
            if (!future.isSuccess()) {
                broken(future.cause());
            }
        });
        super.write(context, message, told);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken(cause);
        context.fireExceptionCaught(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connections.closed();
        Attempt attempt = open;
        if (attempt != null) {
            attempt.broken(Breakage.FIN);
        }
        context.fireChannelInactive();
    }

    /** EPIPE means that the peer's FIN came before our write, so it counts as FIN. */
    private void broken(Throwable cause) {
        Attempt attempt = open;
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (attempt != null && cause instanceof IOException && text.contains("reset")) {
            attempt.broken(Breakage.RST);
        }
    }
}
