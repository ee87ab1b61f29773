package io.gauntlet.backends.server;

import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * What a backend's port speaks. Immutable.
 *
 * @param http2 HTTP/2 beside HTTP/1.1: with prior knowledge, or as ALPN finds out where there is TLS
 * @param tls the context, if the port speaks TLS
 */
public record Protocols(boolean http2, Optional<SSLContext> tls) {

    /** HTTP/1.1 in the clear. */
    public static Protocols plain() {
        return new Protocols(false, Optional.empty());
    }
}
