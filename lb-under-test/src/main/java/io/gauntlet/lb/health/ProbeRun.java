package io.gauntlet.lb.health;

import io.gauntlet.lb.config.ProbeType;
import io.gauntlet.lb.pool.ProbeResult;
import io.gauntlet.lb.tls.BackendTls;
import io.gauntlet.lb.tls.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question on a connection of its own, which is closed as soon as the answer is known: nothing that a backend goes on to
 * send is read. Confined to its event loop.
 *
 * <pre>
 *   connect --> codec --> dialogue (one for each type) --> LastWord
 *                             +-- end(result) once, or the timeout's
 * </pre>
 */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class ProbeRun {
    private final Probing.Question question;
    private final EventLoop loop;
    private final Optional<BackendTls> security;
    private final Consumer<ProbeResult> listener;
    private @Nullable Channel channel;
    private @Nullable Future<?> timeout;
    private boolean over;

    /**
     * @param security of the connection, if it has any
     * @param listener told once, on the event loop
     */
    ProbeRun(Probing.Question question, EventLoop loop, Optional<BackendTls> security, Consumer<ProbeResult> listener) {
        this.question = question;
        this.loop = loop;
        this.security = security;
        this.listener = listener;
    }

    Probing.Question question() {
        return question;
    }

    void start(Bootstrap bootstrap) {
        long nanos = question.timeout().toNanos();
        // The probe's own timeout comes first; this one is for the socket that would else be left behind.
        int connectMillis = (int) Math.min(Integer.MAX_VALUE, question.timeout().toMillis() + 1);
        ChannelFuture connecting = bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel fresh) {
                        addHandlers(fresh.pipeline());
                    }
                })
                .connect(question.address());
        if (connecting.isDone()) {
            // No socket was to be had. Netty would tell that on a thread of its own, about a channel without a loop.
            loop.execute(() -> connected(connecting));
            return;
        }
        channel = connecting.channel();
        timeout = loop.schedule(
                () -> end(
                        ProbeResult.bad("no answer within " + question.timeout().toMillis() + " ms")),
                nanos,
                TimeUnit.NANOSECONDS);
        connecting.addListener(future -> connected(connecting));
    }

    private void connected(ChannelFuture connecting) {
        if (!connecting.isSuccess()) {
            Throwable cause = connecting.cause();
            String detail = "connecting failed: " + reason(cause);
            boolean refused = cause instanceof ConnectException && !(cause instanceof ConnectTimeoutException);
            end(refused ? ProbeResult.dead(detail) : ProbeResult.bad(detail));
        }
    }

    private void addHandlers(ChannelPipeline pipeline) {
        ProbeType type = question.probe().type();
        security.ifPresent(each -> secure(pipeline, type, each));
        switch (type) {
            case HTTP -> pipeline.addLast(new HttpClientCodec(), new HttpDialogue(this));
            case HTTP2 -> Http2Dialogue.addTo(pipeline, this, LastWord::new);
            case GRPC -> pipeline.addLast(GrpcDialogue.codec(), new GrpcDialogue(this));
            case TCP -> pipeline.addLast(accepted());
            case NONE -> throw new IllegalStateException("nothing to ask");
        }
        pipeline.addLast(new LastWord());
    }

    private void secure(ChannelPipeline pipeline, ProbeType type, BackendTls tls) {
        ByteBufAllocator allocator = pipeline.channel().alloc();
        switch (type) {
            case HTTP -> pipeline.addLast(tls.forHttp1(allocator, question.address(), question.timeout()));
            case HTTP2, GRPC -> pipeline.addLast(tls.forHttp2(allocator, question.address(), question.timeout()));
            case TCP, NONE -> {}
        }
    }

    /** The scheme of what is asked for. */
    String scheme() {
        return security.isPresent() ? "https" : "http";
    }

    private ChannelHandler accepted() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext ctx) {
                end(ProbeResult.GOOD);
            }
        };
    }

    /** The answer is known; whatever comes later is of no interest. */
    void end(ProbeResult result) {
        if (over) {
            return;
        }
        over = true;
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
        listener.accept(result);
    }

    /** The innermost message: Netty puts the address around it, which the log line already tells. */
    private static String reason(@Nullable Throwable cause) {
        Throwable inner = cause == null || cause.getCause() == null ? cause : cause.getCause();
        String message = inner == null ? null : inner.getMessage();
        return message == null ? String.valueOf(inner) : message;
    }

    /** What no dialogue took care of. */
    private final class LastWord extends ChannelInboundHandlerAdapter {
        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            end(ProbeResult.bad("connection closed without an answer"));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
                end(ProbeResult.bad(
                        "TLS handshake failed: " + Failure.of(handshake.cause()).text()));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            end(ProbeResult.bad(reason(cause)));
        }
    }
}
