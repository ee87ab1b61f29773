package io.gauntlet.lb.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import java.util.List;

/** What is spoken within TLS, as the handshake settles it (RFC 7301). Stateless. */
final class Alpn {
    /**
     * What clients are offered, the preferred one first.
     *
     * @param http2 whether HTTP/2 is among it
     */
    static List<String> forClients(boolean http2) {
        return http2
                ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                : List.of(ApplicationProtocolNames.HTTP_1_1);
    }

    /** To backends, for requests of HTTP/1.1. */
    static final List<String> HTTP1 = List.of(ApplicationProtocolNames.HTTP_1_1);

    /** To backends, for HTTP/2, and so for gRPC, whose servers take nothing else. */
    static final List<String> HTTP2 = List.of(ApplicationProtocolNames.HTTP_2);

    private Alpn() {}

    /** Whoever names none of them, or does not know of this at all, speaks HTTP/1.1. */
    static ApplicationProtocolConfig of(List<String> protocols) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, protocols);
    }
}
