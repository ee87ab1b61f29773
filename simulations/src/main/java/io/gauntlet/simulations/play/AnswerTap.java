package io.gauntlet.simulations.play;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import javax.net.ssl.SSLException;

/**
 * Sits between the HTTP codec and Gatling, binds each written request to its connection, and keeps what is known of the
 * answer even when it breaks off. Owned by the connection's event loop.
 */
final class AnswerTap extends ChannelDuplexHandler {
    private final ConnectionTap connection;
    private final Connections connections;
    private boolean answered;

    AnswerTap(ConnectionTap connection, Connections connections) {
        this.connection = connection;
        this.connections = connections;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
        if (message instanceof HttpRequest) {
            Attempt attempt = LoopNotes.here().takeToWrite();
            if (attempt != null) {
                connection.bind(attempt);
            }
        }
        super.write(context, message, promise);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Attempt attempt = connection.open();
        if (attempt != null) {
            if (message instanceof HttpResponse response
                    && response.decoderResult().isSuccess()
                    && response.status().code() >= 200) {
                head(attempt, response);
            }
            if (message instanceof HttpContent content
                    && content.decoderResult().isSuccess()
                    && attempt.status() != 0) {
                attempt.body(content.content());
                if (message instanceof LastHttpContent) {
                    attempt.completed(connections.now());
                    connection.release();
                }
            }
        }
        context.fireChannelRead(message);
    }

    /**
     * With TLS 1.3 a client that is refused for want of a certificate has written its request by then: its own part of
     * the handshake is over before the server has looked at it (RFC 8446, section 4.4.2.4).
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Attempt attempt = connection.open();
        boolean alert = cause instanceof SSLException || cause.getCause() instanceof SSLException;
        if (attempt != null && alert && !answered && attempt.firstByte() == 0) {
            attempt.broken(Attempt.Breakage.TLS);
        }
        context.fireExceptionCaught(cause);
    }

    private void head(Attempt attempt, HttpResponse response) {
        answered = true;
        attempt.byteSeen(connections.now());
        attempt.head(
                response.status().code(),
                response.headers().get(connections.backendHeader()),
                response.headers().get("X-Body-Crc32"));
        CookieJar jar = attempt.arrival().jar();
        if (jar != null) {
            for (String line : response.headers().getAll(HttpHeaderNames.SET_COOKIE)) {
                jar.take(line, attempt.arrival().entry().path(), connections.now());
            }
        }
    }
}
