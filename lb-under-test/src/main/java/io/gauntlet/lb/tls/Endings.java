package io.gauntlet.lb.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * Ends of connections that may have TLS. Stateless; to be called on the connection's event loop.
 *
 * <p>An orderly end says so within TLS ({@code close_notify}, RFC 8446 section 6.1); whoever breaks off must not.
 */
// A close that fails ends in channelInactive.
@SuppressWarnings("FutureReturnValueIgnored")
public final class Endings {
    private Endings() {}

    /** Whether it has TLS. */
    public static boolean secured(Channel channel) {
        return channel.pipeline().get(SslHandler.class) != null;
    }

    /** Says that nothing more is sent, and can still receive. */
    public static void shutdownOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutdown(channel);
        } else {
            tls.closeOutbound().addListener(said -> shutdown(channel));
        }
    }

    private static void shutdown(Channel channel) {
        if (channel instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        }
    }

    /** Closes it in order, or breaks it off. */
    public static void close(Channel channel, boolean reset) {
        if (reset) {
            reset(channel);
        } else {
            channel.close();
        }
    }

    /** Breaks it off, so that what was sent cannot pass for whole. */
    public static void reset(Channel channel) {
        if (channel.isActive()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) {
            channel.close();
        } else {
            // From there on towards the socket, so that nobody says goodbye.
            tls.close();
        }
    }
}
