package io.gauntlet.lb.http;

import io.gauntlet.lb.http2.FrameCodecs;
import io.gauntlet.lb.tls.Secured;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's connection that speaks HTTP/2: many requests at once, a stream each. Confined to its event loop. */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class MultiplexedConnection extends ChannelInboundHandlerAdapter implements OpenConnection {
    /** How long a client may take to read our farewell. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Worker worker;
    private final Entrance entrance;
    private final Http2FrameCodec codec;
    private final @Nullable Secured secured;
    private final Set<ClientStream> streams = new HashSet<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Caller caller;
    private boolean closing;
    private long lastActivity = System.nanoTime();

    /**
     * @param secured what its TLS has settled, if it has any
     */
    MultiplexedConnection(Worker worker, Entrance entrance, Http2FrameCodec codec, @Nullable Secured secured) {
        this.worker = worker;
        this.entrance = entrance;
        this.codec = codec;
        this.secured = secured;
    }

    Worker worker() {
        return worker;
    }

    Entrance entrance() {
        return entrance;
    }

    boolean secured() {
        return secured != null;
    }

    /** Who its requests come from. */
    Caller caller() {
        if (caller == null) {
            caller = Caller.of(context().channel(), true, secured);
        }
        return caller;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Http2Exception {
        caller = Caller.of(ctx.channel(), true, secured);
        FrameCodecs.widen(codec, entrance.site().listener().maxStreams());
        ctx.flush();
        worker.opened(this);
        if (worker.stopping()) {
            announceStop();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        // Settings, pings and farewells are the codec's.
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        worker.closed(this);
        // A stream that nobody reads is not told by its own channel.
        new ArrayList<>(streams).forEach(ClientStream::gone);
    }

    /** With TLS the client's goodbye comes before the end of its connection, and means the same. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            ctx.close();
        }
        ReferenceCountUtil.release(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof Http2Exception)) {
            ctx.close();
        }
        // Else the codec tells the client what is wrong, and closes.
    }

    void began(ClientStream stream) {
        streams.add(stream);
        lastActivity = System.nanoTime();
    }

    void ended(ClientStream stream) {
        if (streams.remove(stream)) {
            lastActivity = System.nanoTime();
            if (worker.stopping() && streams.isEmpty()) {
                context().executor().execute(this::closeIfIdle);
            }
        }
    }

    /** Requests that are on their way are taken still (RFC 9113 section 6.8). */
    @Override
    public void announceStop() {
        context().writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE));
    }

    @Override
    public void closeIfIdle() {
        if (streams.isEmpty()) {
            close(Http2Error.NO_ERROR);
        }
    }

    @Override
    public void abort() {
        new ArrayList<>(streams).forEach(ClientStream::abort);
        close(Http2Error.NO_ERROR);
    }

    private void close(Http2Error error) {
        if (!closing && context().channel().isActive()) {
            closing = true;
            lastActivity = System.nanoTime();
            context().writeAndFlush(new DefaultHttp2GoAwayFrame(error));
            context().close();
        }
    }

    @Override
    public void sweep(long now) {
        long idleNanos = entrance.site().listener().idleTimeout().toNanos();
        for (ClientStream stream : new ArrayList<>(streams)) {
            stream.sweep(now, idleNanos);
        }
        long idle = now - lastActivity;
        if (closing && idle > LINGER_NANOS) {
            // It does not even read our farewell, which the codec would wait for.
            Channel channel = context().channel();
            channel.unsafe().closeForcibly();
        } else if (!closing && streams.isEmpty() && idle > idleNanos) {
            close(Http2Error.NO_ERROR);
        }
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return context;
    }
}
