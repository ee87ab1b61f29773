package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.TimeoutConfig;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Answers 504 in time, and forgets that the backend has not answered yet. */
final class ReusesOutstanding implements Mutant {
    private static final Duration FOREVER = Duration.ofDays(10);

    @Override
    public String name() {
        return "reuses-outstanding";
    }

    @Override
    public String defect() {
        return "after an answer's timeout its connection carries the next request, which gets the late answer";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        var timeout = new AtomicLong(FOREVER.toNanos());
        return sound.withForwardConfig(config -> patient(config, timeout))
                .withUpstreamFilters(() -> List.of(new Forgetful(timeout.get())));
    }

    /** The balancer's own timeout would close the connection, so it must not come. */
    private static ForwardConfig patient(ForwardConfig config, AtomicLong timeoutNanos) {
        TimeoutConfig sound = config.timeouts();
        timeoutNanos.set(sound.answer().toNanos());
        return config.withTimeouts(new TimeoutConfig(sound.connect(), FOREVER, sound.idleUpstream()));
    }

    // A write or connect that fails ends its connection, and that is noticed.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Forgetful extends ChannelDuplexHandler {
        private final long timeoutNanos;
        private final AnswerEnd end = new AnswerEnd();
        private final Queue<Object> late = new ArrayDeque<>();
        private @Nullable Future<?> timer;
        private boolean awaiting;

        Forgetful(long timeoutNanos) {
            this.timeoutNanos = timeoutNanos;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ctx.write(message, promise);
            if (message instanceof LastHttpContent) {
                awaiting = true;
                timer = ctx.executor().schedule(() -> giveUp(ctx), timeoutNanos, TimeUnit.NANOSECONDS);
                ctx.executor().execute(() -> deliver(ctx));
            }
        }

        private void giveUp(ChannelHandlerContext ctx) {
            awaiting = false;
            var answer = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.GATEWAY_TIMEOUT);
            answer.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, 0);
            ctx.fireChannelRead(answer);
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            ctx.fireChannelReadComplete();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            late.add(message);
            deliver(ctx);
        }

        /** Whatever has come is the answer to whatever is asked. */
        private void deliver(ChannelHandlerContext ctx) {
            while (awaiting && !late.isEmpty()) {
                Object message = late.remove();
                if (message instanceof HttpResponse) {
                    stopTimer();
                }
                awaiting = !end.isAt(message);
                ctx.fireChannelRead(message);
            }
            ctx.fireChannelReadComplete();
        }

        private void stopTimer() {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            stopTimer();
            late.forEach(ReferenceCountUtil::release);
            late.clear();
            ctx.fireChannelInactive();
        }
    }
}
