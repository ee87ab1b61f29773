package io.gauntlet.lb.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings calls to the API and its replies back. Confined to the control event loop. */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Api api;
    private final Token token;
    private final WebPages pages;

    AdminHandler(Api api, Token token, WebPages pages) {
        this.api = api;
        this.token = token;
        this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        var unused = reply(request, ctx.channel().localAddress()).whenComplete((reply, failure) -> {
            if (failure != null) {
                LOG.error("admin: {} {} failed", request.method(), request.uri(), failure);
            }
            Reply sent =
                    failure == null ? reply : Reply.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
            ctx.executor().execute(() -> write(ctx, sent, keepAlive));
        });
    }

    private CompletionStage<Reply> reply(FullHttpRequest request, SocketAddress local) {
        try {
            if (request.decoderResult().isFailure()) {
                throw new ApiException(HttpResponseStatus.BAD_REQUEST, "the request is malformed");
            }
            Call call =
                    Call.of(request.method(), request.uri(), request.content().toString(StandardCharsets.UTF_8));
            // The balancer's own health is for whoever asks, such as an orchestrator by whatever name.
            boolean open = call.path().get(0).equals("health");
            if (!open && !token.admits(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
                throw new ApiException(HttpResponseStatus.UNAUTHORIZED, "a valid bearer token is needed");
            }
            if (!open && !token.needed()) {
                pages.refuse(request, local);
            }
            return api.call(call);
        } catch (ApiException e) {
            return CompletableFuture.completedFuture(e.reply());
        } catch (IllegalArgumentException e) {
            // A path or query that is not properly percent-encoded.
            return CompletableFuture.completedFuture(
                    Reply.error(HttpResponseStatus.BAD_REQUEST, "the request is malformed"));
        }
    }

    private static void write(ChannelHandlerContext ctx, Reply reply, boolean keepAlive) {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, reply.status(), Unpooled.wrappedBuffer(body));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        if (reply.status().equals(HttpResponseStatus.UNAUTHORIZED)) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (keepAlive) {
            ctx.writeAndFlush(response, ctx.voidPromise());
        } else {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
