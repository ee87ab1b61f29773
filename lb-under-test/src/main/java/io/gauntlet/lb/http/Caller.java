package io.gauntlet.lb.http;

import io.gauntlet.lb.tls.Secured;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, as far as it tells of its requests. Immutable.
 *
 * @param peer who is at the other end: the client, or a proxy
 * @param port where it came in
 * @param http2 whether it speaks HTTP/2
 * @param secured what its TLS has settled, if it has any
 */
record Caller(
        TrustedProxies.Origin peer,
        int port,
        boolean http2,
        @Nullable Secured secured) {
    static Caller of(Channel channel, boolean http2, @Nullable Secured secured) {
        return new Caller(
                TrustedProxies.Origin.of(address(channel.remoteAddress()).getAddress()),
                address(channel.localAddress()).getPort(),
                http2,
                secured);
    }

    /** One that has left may have no address any more. */
    private static InetSocketAddress address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String scheme() {
        return secured == null ? "http" : "https";
    }

    /** The version of the client's TLS, such as {@code TLSv1.3}, or null. */
    @Nullable String tls() {
        return secured == null ? null : secured.version();
    }
}
