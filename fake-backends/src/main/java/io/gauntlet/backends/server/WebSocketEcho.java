package io.gauntlet.backends.server;

import io.gauntlet.backends.journal.End;
import io.gauntlet.backends.journal.Outcome;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.websockets.WebSocketConnectionCallback;
import io.undertow.websockets.WebSocketProtocolHandshakeHandler;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import io.undertow.websockets.spi.WebSocketHttpExchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xnio.IoUtils;

/** One WebSocket that sends each message back. Owned by the connection's IO thread. */
final class WebSocketEcho extends AbstractReceiveListener implements WebSocketConnectionCallback {

    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final ClientConnection connection;
    private final Ticket ticket;
    private long bytes;

    /** Undertow's own mark for it is set at the end of the connection, too. */
    private boolean closeFrameRead;

    WebSocketEcho(ClientConnection connection, Ticket ticket) {
        this.connection = connection;
        this.ticket = ticket;
    }

    static boolean asked(HttpServerExchange exchange) {
        return "websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.UPGRADE));
    }

    /** Shakes hands; what is no proper handshake goes to the other handler. */
    void accept(HttpServerExchange exchange, HttpHandler otherwise) throws Exception {
        new WebSocketProtocolHandshakeHandler(this, otherwise).handleRequest(exchange);
    }

    @Override
    public void onConnect(WebSocketHttpExchange exchange, WebSocketChannel channel) {
        ticket.entry().answered();
        connection.hold();
        channel.addCloseTask(closed -> end());
        channel.getReceiveSetter().set(this);
        channel.resumeReceives();
    }

    private void end() {
        Outcome broken = connection.closedByUs() ? Outcome.CUT_BY_US : Outcome.CLIENT_GONE;
        ticket.end(new End(closeFrameRead ? Outcome.ANSWERED : broken, "101", bytes, ""));
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
        String text = message.getData();
        bytes += text.getBytes(StandardCharsets.UTF_8).length;
        WebSockets.sendText(text, channel, null);
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        var data = message.getData();
        try {
            ByteBuffer copy = WebSockets.mergeBuffers(data.getResource());
            bytes += copy.remaining();
            WebSockets.sendBinary(copy, channel, null);
        } finally {
            data.free();
        }
    }

    @Override
    protected void onFullCloseMessage(WebSocketChannel channel, BufferedBinaryMessage message) throws IOException {
        closeFrameRead = true;
        super.onFullCloseMessage(channel, message);
    }

    @Override
    protected void onError(WebSocketChannel channel, Throwable error) {
        IoUtils.safeClose(channel);
    }

    @Override
    protected long getMaxTextBufferSize() {
        return MAX_MESSAGE_BYTES;
    }

    @Override
    protected long getMaxBinaryBufferSize() {
        return MAX_MESSAGE_BYTES;
    }
}
