package io.gauntlet.lb.http;

import io.gauntlet.lb.tls.Secured;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection, as far as it tells of its requests. Confined to its event loop.
 *
 * @param peer who is at the other end: the client, or a proxy
 * @param hop what backends are told of that
 * @param http2 whether it speaks HTTP/2
 * @param secured what its TLS has settled, if it has any
 */
record Caller(
        TrustedProxies.Origin peer,
        Hop hop,
        boolean http2,
        @Nullable Secured secured) {
    static Caller of(Channel channel, boolean http2, @Nullable Secured secured) {
        var peer = TrustedProxies.Origin.of(address(channel.remoteAddress()).getAddress());
        int port = address(channel.localAddress()).getPort();
        return new Caller(peer, new Hop(peer.text(), secured == null ? "http" : "https", port), http2, secured);
    }

    /** One that has left may have no address any more. */
    private static InetSocketAddress address(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet
                ? internet
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    String scheme() {
        return hop.scheme().text();
    }

    /** The version of the client's TLS, such as {@code TLSv1.3}, or null. */
    @Nullable String tls() {
        return secured == null ? null : secured.version();
    }
}
