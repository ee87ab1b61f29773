package io.gauntlet.lb.health;

import io.gauntlet.lb.pool.ProbeResult;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2ChannelDuplexHandler;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2FrameStream;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.AsciiString;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code grpc.health.v1.Health/Check} over HTTP/2 by prior knowledge, as github.com/grpc/grpc's
 * doc/health-checking.md and doc/PROTOCOL-HTTP2.md have it. Confined to its event loop.
 *
 * <p>Two messages with one field each do not need a gRPC stack: see {@link HealthMessage}.
 */
// A write that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class GrpcDialogue extends Http2ChannelDuplexHandler {
    private static final AsciiString CHECK = AsciiString.of("/grpc.health.v1.Health/Check");
    private static final AsciiString GRPC = AsciiString.of("application/grpc");
    private static final AsciiString STATUS = AsciiString.of("grpc-status");
    private static final AsciiString CONTENT_TYPE = AsciiString.of("content-type");

    private final ProbeRun run;
    private final HealthMessage answer = new HealthMessage();

    GrpcDialogue(ProbeRun run) {
        this.run = run;
    }

    static ChannelHandler codec() {
        // A connection that is closed has no stream that anybody waits for.
        return Http2FrameCodecBuilder.forClient()
                .gracefulShutdownTimeoutMillis(0)
                .build();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Http2FrameStream stream = newStream();
        ctx.write(new DefaultHttp2HeadersFrame(head(), false).stream(stream));
        ByteBuf message =
                HealthMessage.request(ctx.alloc(), run.question().probe().service());
        ctx.writeAndFlush(new DefaultHttp2DataFrame(message, true).stream(stream));
    }

    private Http2Headers head() {
        InetSocketAddress address = run.question().address();
        // At most eight digits (PROTOCOL-HTTP2.md): over 27 hours nobody is told.
        long millis = Math.min(99_999_999, Math.max(1, run.question().timeout().toMillis()));
        return new DefaultHttp2Headers()
                .method("POST")
                .scheme(run.scheme())
                .path(CHECK)
                .authority(address.getHostString() + ":" + address.getPort())
                .set("te", "trailers")
                .set(CONTENT_TYPE, GRPC)
                .set("user-agent", "gauntlet-lb-probe")
                .set("grpc-timeout", millis + "m");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof Http2HeadersFrame head) {
                headers(head);
            } else if (message instanceof Http2DataFrame data) {
                data(data);
            } else if (message instanceof Http2ResetFrame reset) {
                run.end(ProbeResult.unready("stream reset with error " + reset.errorCode()));
            } else if (message instanceof Http2GoAwayFrame leave && leave.lastStreamId() == 0) {
                run.end(ProbeResult.bad("connection refused with GOAWAY"));
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** The head of the answer, its trailers, or both in one. */
    private void headers(Http2HeadersFrame frame) {
        Http2Headers headers = frame.headers();
        CharSequence http = headers.status();
        if (http != null && !AsciiString.contentEquals("200", http)) {
            run.end(ProbeResult.unready("HTTP status " + http));
        } else if (http != null && !isGrpc(headers.get(CONTENT_TYPE))) {
            run.end(ProbeResult.unready("not a gRPC answer"));
        } else if (frame.isEndStream()) {
            ended(headers.get(STATUS));
        }
    }

    private static boolean isGrpc(@Nullable CharSequence type) {
        return type != null && AsciiString.of(type).startsWith(GRPC);
    }

    private void data(Http2DataFrame frame) {
        if (!answer.add(frame.content())) {
            run.end(ProbeResult.unready("not a health message"));
        } else if (frame.isEndStream()) {
            run.end(ProbeResult.unready("no gRPC status"));
        }
    }

    private void ended(@Nullable CharSequence status) {
        if (status == null || !AsciiString.contentEquals("0", status)) {
            run.end(ProbeResult.unready("gRPC status " + GrpcStatus.text(status)));
        } else if (answer.serving()) {
            run.end(ProbeResult.GOOD);
        } else {
            run.end(ProbeResult.unready(answer.text()));
        }
    }
}
