package io.gauntlet.lb.http;

import org.jspecify.annotations.Nullable;

/**
 * The last hop of the requests of a connection, in the words of {@link ForwardedFields}. It keeps what it said of the host
 * that was asked for last, which is that of the next request, too, as a rule. Confined to its event loop.
 */
final class Hop {
    private final String peer;
    private final String scheme;
    private final String port;
    private final String node;
    private @Nullable String host;
    private String element;

    /**
     * @param peer the address at the other end of the client's connection
     * @param port where it came in
     */
    Hop(String peer, String scheme, int port) {
        this.peer = peer;
        this.scheme = scheme;
        this.port = String.valueOf(port);
        this.node = peer.indexOf(':') >= 0 ? "for=\"[" + peer + "]\"" : "for=" + peer;
        this.element = "";
    }

    String peer() {
        return peer;
    }

    String scheme() {
        return scheme;
    }

    String port() {
        return port;
    }

    /** The element of {@code Forwarded} for a request that asks for this host. */
    String element(@Nullable String forHost) {
        if (forHost == null) {
            return node + ";proto=" + scheme;
        }
        if (!forHost.equals(host)) {
            host = forHost;
            // A host may have a port, whose colon needs quotes; that it has none of its own has been checked.
            element = node + ";host=\"" + forHost + "\";proto=" + scheme;
        }
        return element;
    }
}
