package io.gauntlet.lb.http;

import io.gauntlet.lb.balance.Admission;
import io.gauntlet.lb.http1.AnswerReader;
import io.gauntlet.lb.pool.Backend;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend, or a stream of one, carrying one exchange at a time. Confined to its event loop.
 */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements AnswerReader.Asker {
    private final Upstreams upstreams;
    private final Channel channel;
    private @Nullable Exchange exchange;
    private @Nullable Client unflushed;
    private int exchanges;
    private boolean refused;
    private boolean sawBytes;
    private boolean surplus;
    private boolean head;
    private long sentAt;
    private long lastActivity;

    /**
     * @param channel a connection of its own, or a stream of one
     * @param used whether it has carried requests before
     */
    UpstreamConnection(Upstreams upstreams, Channel channel, boolean used) {
        this.upstreams = upstreams;
        this.channel = channel;
        this.exchanges = used ? 1 : 0;
        this.lastActivity = System.nanoTime();
    }

    Channel channel() {
        return channel;
    }

    Backend backend() {
        return upstreams.backend();
    }

    void begin(Exchange next, HttpMethod method, long now) {
        exchange = next;
        head = method.equals(HttpMethod.HEAD);
        sawBytes = false;
        sentAt = 0;
        exchanges++;
        lastActivity = now;
    }

    /** The exchange is over; the connection lives on if it may. */
    void end(boolean reusable) {
        exchange = null;
        if (reusable && !surplus && channel.isActive()) {
            channel.config().setAutoRead(true);
            upstreams.giveBack(this);
        } else {
            channel.close();
        }
    }

    void write(Object message) {
        channel.write(message, channel.voidPromise());
    }

    /** The whole request is written by now. */
    void sentWhole(long now) {
        sentAt = now;
    }

    /** When the backend was last heard of, by {@link System#nanoTime}. */
    long heardAt() {
        return lastActivity;
    }

    /** Tells how long the backend has had the whole request; one that answers before that shows nothing of its speed. */
    void tellTime(Admission admission, long now) {
        if (sentAt != 0) {
            admission.answered(upstreams.backend(), now - sentAt);
        }
    }

    void flush() {
        channel.flush();
    }

    boolean writable() {
        return channel.isWritable();
    }

    /** Stops or resumes reading the answer, at the pace of the client. */
    void read(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** Time spent waiting for the client is not the backend's. */
    void touch() {
        lastActivity = System.nanoTime();
    }

    /** From now on whatever comes from the backend is for the tunnel. */
    Channel handOver() {
        exchange = null;
        unflushed = null;
        upstreams.handOver(this);
        return channel;
    }

    void close() {
        exchange = null;
        channel.close();
    }

    /** Closes and tells the exchange why; false when there was none. */
    boolean fail(FailedAttempt.Kind kind) {
        Exchange failed = exchange;
        close();
        if (failed == null) {
            return false;
        }
        failed.failed(kind, exchanges > 1);
        return true;
    }

    @Override
    public void came() {
        sawBytes = true;
        lastActivity = System.nanoTime();
        if (exchange == null) {
            // Nobody asked for anything: whatever it is, it must not become a part of the answer to the next request.
            channel.close();
        }
    }

    @Override
    public void surplus() {
        surplus = true;
    }

    @Override
    public boolean askedForHead() {
        return head;
    }

    /** A request goes by the timeout that it began with, an idle connection by the one that is in force. */
    void sweep(long now, long idleLimit) {
        if (exchange == null) {
            if (lastActivity - idleLimit < 0) {
                close();
            }
        } else if (now - lastActivity > exchange.answerTimeoutNanos()) {
            if (exchange.waitsForBackend()) {
                fail(FailedAttempt.Kind.TIMED_OUT);
            } else {
                touch();
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Exchange current = exchange;
        if (current == null) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        unflushed = current.client();
        if (message instanceof HttpResponse response) {
            current.answerHead(response);
        }
        if (message instanceof HttpContent content) {
            if (exchange == current) {
                current.answerContent(content);
            } else {
                content.release();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        flushClient();
    }

    private void flushClient() {
        if (unflushed != null) {
            unflushed.flush();
            unflushed = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            lastActivity = System.nanoTime();
            exchange.client().updateReading();
        }
    }

    /** What a stream is told before it ends: whether anything was done about the request (RFC 9113 section 8.7). */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2GoAwayFrame) {
            refused = true;
            fail(lost());
        } else if (event instanceof Http2ResetFrame reset) {
            refused = reset.errorCode() == Http2Error.REFUSED_STREAM.code();
            fail(lost());
        } else if (event instanceof SslCloseCompletionEvent end && !(channel instanceof Http2StreamChannel)) {
            endOfTls(end);
        }
        ReferenceCountUtil.release(event);
    }

    private void endOfTls(SslCloseCompletionEvent end) {
        if (end.isSuccess()) {
            // The backend's goodbye comes before the end of its connection, and means the same.
            channel.close();
        } else {
            // An end without a goodbye may be anybody's: an answer that ends so is not whole (RFC 9112 section 9.8).
            fail(lost());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (exchange != null && exchanges == 1 && !sawBytes && cause.getCause() instanceof SSLException refusal) {
            // With TLS 1.3 a backend says no to our certificate when our side of the handshake is done (RFC 8446
            // section 4.4).
            upstreams.security().failed(refusal);
        }
        // Before the channel goes inactive: an answer that ends with its connection would else look whole.
        fail(lost());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        // Over io_uring nobody says that reading is complete once it has led to a close.
        flushClient();
        upstreams.closed(this);
        fail(lost());
    }

    private FailedAttempt.Kind lost() {
        if (refused) {
            return FailedAttempt.Kind.REFUSED;
        }
        return sawBytes ? FailedAttempt.Kind.BROKEN : FailedAttempt.Kind.CLOSED_UNANSWERED;
    }
}
