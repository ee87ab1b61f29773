package io.gauntlet.backends.server;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.net.SocketAddress;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.StreamConnection;

/** The open connections of one backend. Thread-safe. */
final class Connections {

    private final Map<StreamConnection, ClientConnection> byChannel = new ConcurrentHashMap<>();

    /** HTTP/2 hides the channel, but a port's connections differ in their clients' addresses. */
    private final Map<SocketAddress, ClientConnection> byPeer = new ConcurrentHashMap<>();

    void add(StreamConnection channel, ClientConnection connection) {
        SocketAddress peer = channel.getPeerAddress();
        byChannel.put(channel, connection);
        if (peer != null) {
            byPeer.put(peer, connection);
        }
        channel.setCloseListener(closed -> {
            byChannel.remove(closed);
            if (peer != null) {
                byPeer.remove(peer, connection);
            }
        });
    }

    int count() {
        return byChannel.size();
    }

    Collection<ClientConnection> all() {
        return byChannel.values();
    }

    /** The one that a request came on. */
    ClientConnection of(HttpServerExchange exchange) {
        ClientConnection found = exchange.getConnection() instanceof HttpServerConnection http1
                ? byChannel.get(http1.getChannel())
                : byPeer.get(exchange.getConnection().getPeerAddress());
        if (found == null) {
            throw new IllegalStateException("a request on a connection that nobody accepted");
        }
        return found;
    }
}
