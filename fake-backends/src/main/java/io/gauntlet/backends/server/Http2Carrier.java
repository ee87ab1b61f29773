package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.CloseWith;
import io.undertow.protocols.http2.Http2StreamSourceChannel;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2ServerConnection;
import java.lang.reflect.Field;
import org.xnio.IoUtils;

/** A stream of HTTP/2, for one request. Owned by the connection's IO thread. */
final class Http2Carrier implements Carrier {

    /** Undertow has a connection object for each stream, which knows the stream's number and does not tell it. */
    private static final Field STREAM = stream();

    private final ClientConnection connection;
    private final HttpServerExchange exchange;
    private int watched;

    Http2Carrier(ClientConnection connection, HttpServerExchange exchange) {
        this.connection = connection;
        this.exchange = exchange;
    }

    private static Field stream() {
        try {
            Field field = Http2ServerConnection.class.getDeclaredField("requestChannel");
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("another Undertow than the one that this was written for", e);
        }
    }

    @Override
    public void watch(Runnable whenGone) {
        try {
            if (STREAM.get(exchange.getConnection()) instanceof Http2StreamSourceChannel stream) {
                watched = stream.getStreamId();
                connection.watchStream(watched, whenGone);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever ends a stream early, and is not our doing, is the client's. */
    @Override
    public boolean clientGone() {
        return true;
    }

    /** A reset is one of the stream alone (RST_STREAM); a FIN there can only be of the whole connection. */
    @Override
    public void close(CloseWith with) {
        if (with == CloseWith.RST) {
            IoUtils.safeClose(exchange.getConnection());
        } else {
            connection.close(with);
        }
    }

    /** The other streams go on. */
    @Override
    public void abandon() {}

    @Override
    public void done() {
        connection.unwatchStream(watched);
    }

    @Override
    public boolean takesInterim() {
        return false;
    }

    @Override
    public boolean tellsWhenWritten() {
        return false;
    }
}
