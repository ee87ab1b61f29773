package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.ProbeResult;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One GET on a connection of its own: a probe must find out whether new connections are accepted too. The status
 * decides; the body is not waited for. Confined to its event loop.
 */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class HttpProbe extends ChannelInboundHandlerAdapter {
    private final HealthConfig config;
    private final InetSocketAddress address;
    private final Consumer<ProbeResult> listener;
    private boolean over;
    private @Nullable Future<?> timeout;

    /**
     * @param listener called once, on the event loop
     */
    HttpProbe(HealthConfig config, InetSocketAddress address, Consumer<ProbeResult> listener) {
        this.config = config;
        this.address = address;
        this.listener = listener;
    }

    void start(Bootstrap bootstrap) {
        // The probe's own timeout comes first; this one is for the socket that would else be left behind.
        int connectMillis =
                (int) Math.min(Integer.MAX_VALUE, config.schedule().timeout().toMillis() + 1);
        ChannelFuture connecting = bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), HttpProbe.this);
                    }
                })
                .connect(address);
        Channel channel = connecting.channel();
        connecting.addListener(future -> {
            if (!future.isSuccess()) {
                end(channel, ProbeResult.bad("connecting failed: " + reason(future.cause())));
            }
        });
        if (!over) {
            timeout = channel.eventLoop()
                    .schedule(
                            () -> end(
                                    channel,
                                    ProbeResult.bad("no answer within "
                                            + config.schedule().timeout().toMillis() + " ms")),
                            config.schedule().timeout().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        var request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.GET, config.probe().path());
        request.headers()
                .set(HttpHeaderNames.HOST, address.getHostString() + ":" + address.getPort())
                .set(HttpHeaderNames.USER_AGENT, "gauntlet-lb-probe")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(request, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof HttpResponse response && response.status().code() >= 200) {
            int status = response.status().code();
            if (response.decoderResult().isFailure()) {
                end(ctx.channel(), ProbeResult.bad("not an HTTP answer"));
            } else if (config.probe().expectedStatus().contains(status)) {
                end(ctx.channel(), ProbeResult.GOOD);
            } else {
                end(ctx.channel(), ProbeResult.bad("status " + status));
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(ctx.channel(), ProbeResult.bad("connection closed without an answer"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(ctx.channel(), ProbeResult.bad(reason(cause)));
    }

    private void end(Channel channel, ProbeResult result) {
        if (over) {
            return;
        }
        over = true;
        if (timeout != null) {
            timeout.cancel(false);
        }
        channel.close();
        listener.accept(result);
    }

    /** The innermost message: Netty puts the address around it, which the log line already tells. */
    private static String reason(@Nullable Throwable cause) {
        Throwable inner = cause == null || cause.getCause() == null ? cause : cause.getCause();
        String message = inner == null ? null : inner.getMessage();
        return message == null ? String.valueOf(inner) : message;
    }
}
