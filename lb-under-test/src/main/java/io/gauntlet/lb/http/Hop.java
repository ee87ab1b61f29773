package io.gauntlet.lb.http;

import io.gauntlet.lb.http1.FieldValue;
import org.jspecify.annotations.Nullable;

/**
 * The last hop of the requests of a connection, in the words of {@link ForwardedFields}. It keeps what it said of the host
 * that was asked for last, which is that of the next request, too, as a rule. Confined to its event loop.
 */
final class Hop {
    private final FieldValue peer;
    private final FieldValue scheme;
    private final FieldValue port;
    private final String node;
    private @Nullable String host;
    private FieldValue element;

    /**
     * @param peer the address at the other end of the client's connection
     * @param port where it came in
     */
    Hop(String peer, String scheme, int port) {
        this.peer = new FieldValue(peer);
        this.scheme = new FieldValue(scheme);
        this.port = new FieldValue(String.valueOf(port));
        this.node = peer.indexOf(':') >= 0 ? "for=\"[" + peer + "]\"" : "for=" + peer;
        this.element = element("");
    }

    private FieldValue element(String middle) {
        return new FieldValue(node + middle + ";proto=" + scheme);
    }

    FieldValue peer() {
        return peer;
    }

    FieldValue scheme() {
        return scheme;
    }

    FieldValue port() {
        return port;
    }

    /** The element of {@code Forwarded} for a request that asks for this host. */
    FieldValue elementFor(@Nullable String forHost) {
        if (forHost == null) {
            return element("");
        }
        if (!forHost.equals(host)) {
            host = forHost;
            // A host may have a port, whose colon needs quotes; that it has none of its own has been checked.
            element = element(";host=\"" + forHost + "\"");
        }
        return element;
    }
}
