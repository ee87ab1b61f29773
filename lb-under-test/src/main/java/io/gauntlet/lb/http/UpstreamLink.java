package io.gauntlet.lb.http;

import io.gauntlet.lb.http2.FrameCodecs;
import io.gauntlet.lb.http2.ResponseStreamCodec;
import io.gauntlet.lb.tls.BackendTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 to a backend: ready once the backend has said that it speaks HTTP/2, so that a request that was
 * sent was sent to one that does. Confined to its event loop.
 */
// A write or close that fails ends in exceptionCaught or channelInactive, and is dealt with there.
@SuppressWarnings("FutureReturnValueIgnored")
final class UpstreamLink extends ChannelInboundHandlerAdapter {
    /** The numbers of streams come to an end at twice as many (RFC 9113 section 5.1.1). */
    private static final int MAX_STREAMS_EVER = 500_000_000;

    private final MultiplexedUpstreams upstreams;
    private final Optional<BackendTls> tls;
    private final Http2FrameCodec codec = FrameCodecs.forBackend();
    private final Set<UpstreamConnection> streams = new HashSet<>();
    private @Nullable Channel channel;
    private boolean ready;
    private boolean retired;
    private int opened;
    private long idleSince = System.nanoTime();

    /**
     * @param tls secures it, if anything does
     */
    UpstreamLink(MultiplexedUpstreams upstreams, Optional<BackendTls> tls) {
        this.upstreams = upstreams;
        this.tls = tls;
    }

    void init(Channel connection) {
        channel = connection;
        var pushed = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                // A backend was told not to push (RFC 9113 section 8.4).
                stream.close();
            }
        };
        connection.pipeline().addLast(codec, new Http2MultiplexHandler(pushed), this);
    }

    /** The connection is there; what is not ready by then is given up. */
    void awaitReady(long millis) {
        upstreams.worker().loop().schedule(this::giveUpUnready, millis, TimeUnit.MILLISECONDS);
    }

    private void giveUpUnready() {
        if (!ready) {
            channel().close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) throws Http2Exception {
        FrameCodecs.widen(codec, upstreams.maxStreams());
        ctx.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (frame instanceof Http2SettingsFrame && !ready) {
            ready = true;
            upstreams.ready(this);
        } else if (frame instanceof Http2GoAwayFrame) {
            retire();
        }
        ReferenceCountUtil.release(frame);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end) {
            handshaken(ctx.pipeline().get(SslHandler.class), end);
        } else if (event instanceof SslCloseCompletionEvent) {
            // The backend's goodbye comes before the end of its connection, and means the same.
            ctx.close();
        }
        ReferenceCountUtil.release(event);
    }

    private void handshaken(SslHandler handler, SslHandshakeCompletionEvent end) {
        if (end.isSuccess()) {
            tls.ifPresent(each -> each.secured(handler));
        } else {
            tls.ifPresent(each -> each.failed(upstreams.backend().id(), end.cause()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        retired = true;
        if (ready) {
            upstreams.closed(this);
        } else {
            ready = true;
            upstreams.failed(FailedAttempt.Kind.NOT_CONNECTED);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }

    /** Whether another request may go this way. */
    boolean hasRoom() {
        int allowed =
                Math.min(upstreams.maxStreams(), codec.connection().local().maxActiveStreams());
        return !retired && channel().isActive() && streams.size() < allowed;
    }

    boolean idle() {
        return streams.isEmpty();
    }

    boolean carries(UpstreamConnection stream) {
        return streams.contains(stream);
    }

    /** A way for one request, or null if none is to be had any more. */
    @Nullable UpstreamConnection open() {
        opened++;
        retired |= opened == MAX_STREAMS_EVER;
        Future<Http2StreamChannel> future = new Http2StreamChannelBootstrap(channel())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel stream) {
                        var connection = new UpstreamConnection(upstreams, stream, opened > 1);
                        stream.pipeline()
                                .addLast(new ResponseStreamCodec(tls.isPresent() ? "https" : "http", connection::came));
                        upstreams.worker().upstreamFilters().forEach(stream.pipeline()::addLast);
                        stream.pipeline().addLast(connection);
                    }
                })
                .open();
        if (!future.isSuccess()) {
            retire();
            return null;
        }
        UpstreamConnection connection = future.getNow().pipeline().get(UpstreamConnection.class);
        streams.add(connection);
        return connection;
    }

    void ended(UpstreamConnection stream) {
        streams.remove(stream);
        if (streams.isEmpty()) {
            idleSince = System.nanoTime();
            if (retired) {
                channel().close();
            }
        }
    }

    /** No further request goes this way; those under way go on. */
    void retire() {
        retired = true;
        if (streams.isEmpty()) {
            channel().close();
        }
    }

    /** Closes it at once; returns how many requests that broke off. */
    int cut() {
        retired = true;
        int broken = 0;
        for (UpstreamConnection stream : new ArrayList<>(streams)) {
            if (stream.fail(FailedAttempt.Kind.CUT)) {
                broken++;
            }
        }
        channel().close();
        return broken;
    }

    void sweep(long now, long idleLimit) {
        for (UpstreamConnection stream : new ArrayList<>(streams)) {
            stream.sweep(now, idleLimit);
        }
        if (streams.isEmpty() && idleSince - idleLimit < 0) {
            retire();
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }
}
