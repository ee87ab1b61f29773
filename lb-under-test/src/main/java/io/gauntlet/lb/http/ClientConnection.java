package io.gauntlet.lb.http;

import io.gauntlet.lb.access.AccessEntry;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.http1.RequestReader;
import io.gauntlet.lb.tls.Endings;
import io.gauntlet.lb.tls.Secured;
import io.gauntlet.lb.tunnel.Tunnel;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection: one exchange after the other, pipelined requests waiting their turn. Confined to its event
 * loop.
 */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class ClientConnection extends ChannelInboundHandlerAdapter implements Client, OpenConnection, Pipelined.Taker {
    private static final String MALFORMED = "malformed";

    /** How long a client may go on sending what nobody wants, so that it finds the answer instead of a reset. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Worker worker;
    private final Entrance entrance;
    private final RequestReader reader;
    private final @Nullable Secured secured;
    private final Pipelined pipelined = new Pipelined(this);
    private final Persistence persistence = new Persistence();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Caller caller;
    private @Nullable Arrival arrival;
    private @Nullable Exchange exchange;
    private boolean lingering;
    private boolean inputEnded;
    private boolean reading = true;
    private long lastActivity = System.nanoTime();
    private long unwritten;

    /**
     * @param secured what its TLS has settled, if it has any
     */
    ClientConnection(Worker worker, Entrance entrance, RequestReader reader, @Nullable Secured secured) {
        this.worker = worker;
        this.entrance = entrance;
        this.reader = reader;
        this.secured = secured;
    }

    @Override
    public Worker worker() {
        return worker;
    }

    boolean answersHead() {
        return persistence.answersHead();
    }

    @Override
    public boolean secured() {
        return secured != null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        caller = Caller.of(ctx.channel(), false, secured);
        worker.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (pipelined.offer(message)) {
            lastActivity = System.nanoTime();
            updateReading();
        }
    }

    @Override
    public boolean busy() {
        return exchange != null && exchange.requestEnded();
    }

    @Override
    public boolean lingering() {
        return lingering;
    }

    @Override
    public void take(Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content) {
            if (exchange == null || lingering) {
                content.release();
            } else if (content.decoderResult().isFailure()) {
                content.release();
                malformedBody(exchange);
            } else {
                exchange.requestContent(content);
            }
        }
    }

    private void begin(HttpRequest request) {
        persistence.begin(request, !worker.stopping());
        Reception reception = entrance.receive(request, caller());
        arrival = reception.arrival();
        if (reception instanceof Reception.Led led) {
            begin(request, led);
        } else if (reception instanceof Reception.Refused refused) {
            persistence.end();
            answer(refused.answer());
        } else if (reception instanceof Reception.Answered answered) {
            answer(answered.answer(), bodiless(request));
        }
    }

    /** Whether the whole request is known here and now; the reader's end of it brings no news then. */
    private boolean bodiless(HttpRequest request) {
        boolean bodiless = Upgrade.bodiless(request);
        pipelined.expectEnd(bodiless && !(request instanceof LastHttpContent));
        return bodiless;
    }

    private void begin(HttpRequest request, Reception.Led led) {
        boolean bodiless = bodiless(request);
        var next = new Exchange(this, led, request, bodiless);
        exchange = next;
        next.start();
    }

    private void malformedBody(Exchange current) {
        current.abandon();
        if (current.answering()) {
            arrival().over(MALFORMED);
            abort();
        } else {
            persistence.end();
            answer(OwnAnswer.badRequest("the request's body is malformed"));
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

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        leaveWorker();
        Exchange unfinished = exchange;
        exchange = null;
        if (unfinished != null) {
            worker.counters().goneClient();
            arrival().over(AccessEntry.GONE);
            unfinished.abandon();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == RequestReader.Event.HOLDS_MUCH) {
            updateReading();
        } else if (event instanceof SslCloseCompletionEvent) {
            // With TLS the client's goodbye comes before the end of its connection, and means the same.
            ctx.close();
        } else if (event instanceof ChannelInputShutdownEvent && !inputEnded) {
            inputEnded = true;
            endInput();
        }
    }

    /** The client says no more, on a connection where that is not taken for leaving. All that it has said has come by now. */
    private void endInput() {
        updateReading();
        if (lingering) {
            closeWhenWritten();
        } else {
            closeIfAnswered();
        }
    }

    /** Ends the connection once every request that has come as a whole has been answered. */
    private void closeIfAnswered() {
        if (exchange == null && !lingering && !context().isRemoved()) {
            closeWhenWritten();
        } else if (exchange != null && !exchange.requestEnded()) {
            // The rest of it will never come.
            context().close();
        }
    }

    private void closeWhenWritten() {
        context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    boolean inputEnded() {
        return inputEnded;
    }

    /** Whether the client will have no answer behind the one that is under way. */
    private boolean answersLast() {
        return inputEnded && !(reader.holding() && reader.holdsSome()) && !pipelined.holdsEnd();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** While an answer is awaited there is room too, to see the client leave. */
    @Override
    public void updateReading() {
        boolean room = exchange == null || exchange.requestEnded() || exchange.takesBody();
        boolean read = !inputEnded && (lingering || (room && pipelined.isEmpty() && !reader.holdsMuch()));
        if (read != reading) {
            reading = read;
            channel().config().setAutoRead(read);
        }
    }

    @Override
    public boolean writable() {
        return channel().isWritable();
    }

    @Override
    public void prepare(HttpResponse response, boolean requestEnded, boolean endsWithConnection) {
        persistence.fit(response, endsWithConnection, mayStay(requestEnded));
    }

    /** Whether another request could follow. The rest of one that is answered early may never come. */
    private boolean mayStay(boolean requestEnded) {
        return requestEnded && !worker.stopping() && !answersLast();
    }

    /** An interim answer is not for HTTP/1.0 (RFC 9110 section 15.2). */
    @Override
    public void writeInterim(Object message) {
        if (persistence.old()) {
            ReferenceCountUtil.release(message);
        } else {
            write(message);
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

    /** Goes on with the next request. */
    @Override
    public void finish(LastHttpContent last, boolean requestEnded) {
        exchange = null;
        complete(last, requestEnded);
    }

    @Override
    public void answer(OwnAnswer answer) {
        Exchange ended = exchange;
        exchange = null;
        answer(answer, ended != null && ended.requestEnded());
    }

    private void answer(OwnAnswer answer, boolean requestEnded) {
        worker.counters().ownAnswer(answer.reason());
        FullHttpResponse response = arrival().answer(answer, false);
        persistence.fitOwn(response, mayStay(requestEnded));
        complete(response, requestEnded);
        flush();
    }

    /** No upgrade came of the request that has just been answered, so what follows it is HTTP. */
    private void release() {
        if (reader.holding() && !pipelined.holdsHead()) {
            reader.resume(channel());
        }
    }

    @Override
    public void tunnel(UpstreamConnection backend, Tunnel.Terms terms) {
        Upgrade.begin(this, backend, terms);
    }

    /** From now on whatever comes from the client is for the tunnel. */
    Channel handOver() {
        exchange = null;
        leaveWorker();
        return channel();
    }

    private void leaveWorker() {
        worker.closed(this);
        pipelined.clear();
    }

    private void complete(Object last, boolean requestEnded) {
        lastActivity = System.nanoTime();
        release();
        if (persistence.kept()) {
            write(last);
            pipelined.goOn();
            if (exchange != null) {
                exchange.flush();
            }
            updateReading();
            if (inputEnded) {
                // Behind what the reader still holds, which it has been told to read.
                channel().eventLoop().execute(this::closeIfAnswered);
            }
        } else if (requestEnded || inputEnded) {
            lingering = true;
            context().writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        } else {
            lingering = true;
            context().writeAndFlush(last).addListener(done -> Endings.shutdownOutput(channel()));
            updateReading();
        }
    }

    @Override
    public void abort() {
        Exchange unfinished = exchange;
        exchange = null;
        lingering = true;
        if (unfinished != null) {
            arrival().over(AccessEntry.STOPPED);
            unfinished.abandon();
        }
        context().flush();
        // Where the answer ends with its connection, only a reset tells that it is not all.
        Endings.close(channel(), persistence.unframed());
    }

    /** Every answer from now on says so. */
    @Override
    public void announceStop() {}

    @Override
    public void closeIfIdle() {
        if (exchange == null && reader.headBegan() == 0) {
            context().close();
        }
    }

    @Override
    public void sweep(long now) {
        long idle = now - lastActivity;
        long left = channel().bytesBeforeWritable();
        if (left != unwritten) {
            // A slow reader, but a reader.
            unwritten = left;
            lastActivity = now;
        } else if (lingering) {
            if (idle > LINGER_NANOS) {
                context().close();
            }
        } else if (exchange == null) {
            sweepIdle(now, idle);
        } else if (idle > config().idleTimeout().toNanos() && clientHoldsUp(exchange)) {
            late(exchange);
        }
    }

    private void sweepIdle(long now, long idle) {
        long began = reader.headBegan();
        if (began != 0 && !inputEnded && now - began > config().headTimeout().toNanos()) {
            persistence.beginHeadless();
            arrival = null;
            answer(OwnAnswer.REQUEST_TIMEOUT);
        } else if ((began == 0 || inputEnded) && idle > config().idleTimeout().toNanos()) {
            context().close();
        }
    }

    private boolean clientHoldsUp(Exchange current) {
        return !writable() || (!current.requestEnded() && current.takesBody());
    }

    private void late(Exchange current) {
        if (current.answering()) {
            arrival().over(AccessEntry.STALLED);
            abort();
        } else {
            current.abandon();
            answer(OwnAnswer.REQUEST_TIMEOUT);
        }
    }

    private Caller caller() {
        if (caller == null) {
            caller = Caller.of(channel(), false, secured);
        }
        return caller;
    }

    /** What has come; of a request without a head, as much as is known. */
    private Arrival arrival() {
        Arrival known = arrival;
        if (known == null) {
            known = entrance.headless(caller());
            arrival = known;
        }
        return known;
    }

    private ListenerConfig config() {
        return entrance.site().listener();
    }

    private Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return context;
    }
}
