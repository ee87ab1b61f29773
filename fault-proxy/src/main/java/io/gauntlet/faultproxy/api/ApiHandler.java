package io.gauntlet.faultproxy.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.ReadTimeoutException;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns HTTP requests into calls and replies into HTTP responses; calls run on one thread that may wait, thus in order. */
@SuppressWarnings("FutureReturnValueIgnored") // A client that has gone is told by channel events.
final class ApiHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private static final Reply MALFORMED = Reply.error(HttpResponseStatus.BAD_REQUEST, "malformed HTTP request");

    private final Api api;
    private final EventExecutor calls;

    ApiHandler(Api api, EventExecutor calls) {
        this.api = api;
        this.calls = calls;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        var method = request.method().name();
        var uri = request.uri();
        var userAgent = request.headers().get(HttpHeaderNames.USER_AGENT, "");
        var body = request.content().toString(StandardCharsets.UTF_8);
        boolean malformed = request.decoderResult().isFailure();
        calls.execute(() -> {
            var reply = malformed ? MALFORMED : answer(method, uri, userAgent, body);
            context.writeAndFlush(response(reply, method));
        });
    }

    private Reply answer(String method, String uri, String userAgent, String body) {
        String path;
        try {
            path = new QueryStringDecoder(uri).path();
        } catch (IllegalArgumentException badEscape) {
            return MALFORMED;
        }
        return api.answer(method, path, userAgent, body);
    }

    private static DefaultFullHttpResponse response(Reply reply, String method) {
        var body = reply.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                reply.status(),
                method.equals("HEAD") ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        var headers = response.headers();
        if (!reply.contentType().isEmpty()) {
            headers.set("Content-Type", reply.contentType());
        }
        if (reply.plainText()) {
            headers.set("X-Content-Type-Options", "nosniff");
        }
        headers.set(
                "X-Toxiproxy-Request-Id",
                Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36));
        if (reply.status().code() != HttpResponseStatus.NO_CONTENT.code()) {
            HttpUtil.setContentLength(response, body.length);
        }
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean gone = cause instanceof ReadTimeoutException
                || cause instanceof IOException
                || cause instanceof PrematureChannelClosureException;
        if (!gone) {
            LOG.warn("API connection from {} failed", context.channel().remoteAddress(), cause);
        }
        context.close();
    }
}
