package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.CloseWith;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Protocols;

/** A connection of HTTP/1.1, for one request. */
record Http1Carrier(ClientConnection connection, HttpServerExchange exchange) implements Carrier {

    @Override
    public void watch(Runnable whenGone) {
        connection.watch(whenGone);
    }

    @Override
    public boolean clientGone() {
        return connection.clientGone();
    }

    @Override
    public void close(CloseWith with) {
        connection.close(with);
    }

    @Override
    public void abandon() {
        connection.close(CloseWith.FIN);
    }

    @Override
    public void done() {
        connection.unwatch();
    }

    /** HTTP/1.0 knows none (RFC 9110, section 15.2). */
    @Override
    public boolean takesInterim() {
        return exchange.getProtocol().equals(Protocols.HTTP_1_1);
    }

    @Override
    public boolean tellsWhenWritten() {
        return true;
    }
}
