package io.gauntlet.lb.health;

import io.gauntlet.lb.config.HealthConfig;
import io.gauntlet.lb.pool.ProbeResult;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;

/** One GET. The status decides; the body is not waited for. Confined to its event loop. */
final class HttpDialogue extends ChannelInboundHandlerAdapter {
    private final ProbeRun run;
    private final HealthConfig.HttpQuestion question;

    HttpDialogue(ProbeRun run) {
        this.run = run;
        this.question = run.question().probe().http();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        InetSocketAddress address = run.question().address();
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, question.path());
        request.headers()
                .set(
                        HttpHeaderNames.HOST,
                        question.host().orElseGet(() -> address.getHostString() + ":" + address.getPort()))
                .set(HttpHeaderNames.USER_AGENT, "gauntlet-lb-probe")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        question.headers().forEach((name, value) -> request.headers().set(name, value));
        var unused = ctx.writeAndFlush(request, ctx.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        if (!(message instanceof HttpResponse response) || response.status().code() < 200) {
            return;
        }
        int status = response.status().code();
        if (response.decoderResult().isFailure()) {
            run.end(ProbeResult.bad("not an HTTP answer"));
        } else if (question.expectedStatus().contains(status)) {
            run.end(ProbeResult.GOOD);
        } else {
            run.end(ProbeResult.unready("status " + status));
        }
    }
}
