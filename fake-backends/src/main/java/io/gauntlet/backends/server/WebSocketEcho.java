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
import io.undertow.websockets.core.WebSocketCallback;
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
    private final WebSocketCallback<Void> readOn = new ReadOn();
    private long bytes;
    private boolean connected;
    private boolean ended;

    /** Undertow's own mark for it is set at the end of the connection, too. */
    private boolean closeFrameRead;

    WebSocketEcho(ClientConnection connection, Ticket ticket) {
        this.connection = connection;
        this.ticket = ticket;
    }

    static boolean asked(HttpServerExchange exchange) {
        return "websocket".equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.UPGRADE));
    }

    /** Shakes hands; what is no proper handshake goes to the other handler. The connection may be lost meanwhile. */
    void accept(HttpServerExchange exchange, HttpHandler otherwise) throws Exception {
        connection.whenClosed(this::end);
        HttpHandler handOver = other -> {
            ended = true;
            otherwise.handleRequest(other);
        };
        try {
            new WebSocketProtocolHandshakeHandler(this, handOver).handleRequest(exchange);
        } catch (IOException | RuntimeException e) {
            endAs(Outcome.FAILED);
            throw e;
        }
    }

    @Override
    public void onConnect(WebSocketHttpExchange exchange, WebSocketChannel channel) {
        if (ended) {
            IoUtils.safeClose(channel);
            return;
        }
        connected = true;
        ticket.entry().answered();
        connection.hold();
        channel.addCloseTask(closed -> end());
        channel.getReceiveSetter().set(this);
        channel.resumeReceives();
    }

    private void end() {
        Outcome broken = connection.closedByUs() ? Outcome.CUT_BY_US : Outcome.CLIENT_GONE;
        endAs(closeFrameRead ? Outcome.ANSWERED : broken);
    }

    /** The channel and the connection below it both tell their end. */
    private void endAs(Outcome outcome) {
        if (!ended) {
            ended = true;
            ticket.end(new End(outcome, connected ? "101" : "", bytes, ""));
        }
    }

    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
        ByteBuffer text = StandardCharsets.UTF_8.encode(message.getData());
        bytes += text.remaining();
        channel.suspendReceives();
        WebSockets.sendText(text, channel, readOn);
    }

    @Override
    protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        ByteBuffer copy = copied(message);
        bytes += copy.remaining();
        channel.suspendReceives();
        WebSockets.sendBinary(copy, channel, readOn);
    }

    @Override
    protected void onFullPingMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
        ByteBuffer copy = copied(message);
        channel.suspendReceives();
        WebSockets.sendPong(copy, channel, readOn);
    }

    private static ByteBuffer copied(BufferedBinaryMessage message) {
        var data = message.getData();
        try {
            return WebSockets.mergeBuffers(data.getResource());
        } finally {
            data.free();
        }
    }

    /** Reads no message before the last one is sent back: else a client that does not read would fill our memory. */
    private static final class ReadOn implements WebSocketCallback<Void> {

        @Override
        public void complete(WebSocketChannel channel, Void nothing) {
            channel.resumeReceives();
        }

        @Override
        public void onError(WebSocketChannel channel, Void nothing, Throwable error) {
            IoUtils.safeClose(channel);
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
