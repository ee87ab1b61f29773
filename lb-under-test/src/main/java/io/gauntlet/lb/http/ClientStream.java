package io.gauntlet.lb.http;

import io.gauntlet.lb.access.AccessEntry;
import io.gauntlet.lb.tunnel.Tunnel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One request of a client that speaks HTTP/2, and its answer. Confined to its event loop. */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientStream extends ChannelInboundHandlerAdapter implements Client {
    private static final String MALFORMED = "malformed";

    private final MultiplexedConnection connection;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable Arrival arrival;
    private boolean grpc;
    private boolean head;
    private boolean over;
    private boolean reading = true;
    private long lastActivity = System.nanoTime();
    private long unwritten;

    ClientStream(MultiplexedConnection connection) {
        this.connection = connection;
    }

    @Override
    public Worker worker() {
        return connection.worker();
    }

    @Override
    public boolean secured() {
        return connection.secured();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        connection.began(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastActivity = System.nanoTime();
        if (message instanceof HttpRequest request && !over) {
            begin(request);
        } else if (message instanceof HttpContent content && exchange != null && !exchange.requestEnded()) {
            exchange.requestContent(content);
        } else {
            ReferenceCountUtil.release(message);
        }
        updateReading();
    }

    private void begin(HttpRequest request) {
        grpc = GrpcAnswer.wanted(request);
        head = request.method().equals(HttpMethod.HEAD);
        boolean bodiless = Upgrade.bodiless(request);
        Reception reception = connection.entrance().receive(request, connection.caller());
        arrival = reception.arrival();
        if (reception instanceof Reception.Led led) {
            var next = new Exchange(this, led, request, bodiless);
            exchange = next;
            next.start();
        } else if (reception instanceof Reception.Refused refused) {
            refuse(refused.answer(), bodiless);
        } else if (reception instanceof Reception.Answered answered) {
            // As it stands in the configuration, whoever asks.
            grpc = false;
            refuse(answered.answer(), bodiless);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.flush();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        lastActivity = System.nanoTime();
        if (exchange != null) {
            exchange.clientWritable(ctx.channel().isWritable());
        }
    }

    /** Told at once, whatever is still to be read of the stream. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame) {
            gone();
            ctx.close();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
    }

    /** The client takes no answer any more. */
    void gone() {
        over = true;
        connection.ended(this);
        Exchange unfinished = exchange;
        exchange = null;
        if (unfinished != null) {
            worker().counters().goneClient();
            arrival().over(AccessEntry.GONE);
            unfinished.abandon();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        arrival().over(MALFORMED);
        reset(cause instanceof Http2Exception wrong ? wrong.error() : Http2Error.INTERNAL_ERROR);
    }

    /** What is not read stays in the stream's window, and holds up nobody else. */
    @Override
    public void updateReading() {
        boolean read = exchange == null || exchange.requestEnded() || exchange.takesBody();
        if (read != reading) {
            reading = read;
            context().channel().config().setAutoRead(read);
        }
    }

    @Override
    public boolean writable() {
        return context().channel().isWritable();
    }

    @Override
    public void prepare(HttpResponse response, boolean requestEnded, boolean endsWithConnection) {
        Fields.toClient(response, false, true);
    }

    @Override
    public void writeInterim(Object message) {
        if (message instanceof HttpResponse) {
            write(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void write(Object message) {
        ChannelHandlerContext ctx = context();
        ctx.write(message, ctx.voidPromise());
    }

    @Override
    public void flush() {
        context().flush();
    }

    @Override
    public void finish(LastHttpContent last, boolean requestEnded) {
        exchange = null;
        end(context().write(last), requestEnded);
    }

    @Override
    public void answer(OwnAnswer answer) {
        boolean requestEnded = exchange == null || exchange.requestEnded();
        exchange = null;
        refuse(answer, requestEnded);
    }

    private void refuse(OwnAnswer answer, boolean requestEnded) {
        worker().counters().ownAnswer(answer.reason());
        FullHttpResponse response = arrival().answer(answer, grpc);
        if (head) {
            // RFC 9110 section 9.3.2.
            response.content().clear();
        }
        end(context().writeAndFlush(response), requestEnded);
    }

    private void end(ChannelFuture written, boolean requestEnded) {
        over = true;
        lastActivity = System.nanoTime();
        updateReading();
        if (!requestEnded) {
            // Whoever is answered early is told that the rest is not wanted (RFC 9113 section 8.1).
            written.addListener(done -> reset(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void abort() {
        Exchange unfinished = exchange;
        exchange = null;
        if (unfinished != null) {
            arrival().over(AccessEntry.STOPPED);
            unfinished.abandon();
        }
        reset(Http2Error.INTERNAL_ERROR);
    }

    private void reset(Http2Error error) {
        over = true;
        ChannelHandlerContext ctx = context();
        if (ctx.channel().isActive()) {
            ctx.writeAndFlush(new DefaultHttp2ResetFrame(error), ctx.voidPromise());
            ctx.close();
        }
    }

    @Override
    public void tunnel(UpstreamConnection backend, Tunnel.Terms terms) {
        throw new IllegalStateException("no stream becomes a tunnel");
    }

    void sweep(long now, long idleNanos) {
        long left = context().channel().bytesBeforeWritable();
        if (left != unwritten) {
            // A slow reader, but a reader.
            unwritten = left;
            lastActivity = now;
        } else if (now - lastActivity > idleNanos && (exchange == null || clientHoldsUp(exchange))) {
            late();
        }
    }

    private boolean clientHoldsUp(Exchange current) {
        return !writable() || (!current.requestEnded() && current.takesBody());
    }

    private void late() {
        Exchange current = exchange;
        if (current == null || current.answering()) {
            arrival().over(AccessEntry.STALLED);
            abort();
        } else {
            current.abandon();
            answer(OwnAnswer.REQUEST_TIMEOUT);
        }
    }

    /** What has come; of a stream that never had a head, as much as is known. */
    private Arrival arrival() {
        Arrival known = arrival;
        if (known == null) {
            known = connection.entrance().headless(connection.caller());
            arrival = known;
        }
        return known;
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return context;
    }
}
