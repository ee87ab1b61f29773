package io.gauntlet.lb.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that speaks HTTP/2 by prior knowledge and says what it is told, right or wrong. */
// What cannot be written or closed is seen by what the other side does.
@SuppressWarnings("FutureReturnValueIgnored")
public final class StreamClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<Long> farewells = new LinkedBlockingQueue<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Channel channel;

    private StreamClient(InetSocketAddress address) {
        Http2FrameCodec codec = Http2FrameCodecBuilder.forClient()
                .initialSettings(new Http2Settings().pushEnabled(false))
                .validateHeaders(false)
                .encoderIgnoreMaxHeaderListSize(true)
                .encoderEnforceMaxRstFramesPerWindow(0, 1)
                .gracefulShutdownTimeoutMillis(0)
                .build();
        channel = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        codec,
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()),
                                        new Connection(codec));
                    }
                })
                .connect(address)
                .syncUninterruptibly()
                .channel();
        await(ready);
    }

    /** Connects, and waits until the other side has said that it speaks HTTP/2. */
    public static StreamClient connect(InetSocketAddress address) {
        return new StreamClient(address);
    }

    /** Sends a request without a body. */
    public Stream send(String method, String path, String... fields) {
        return start(head(method, path, fields), true);
    }

    /** Sends the head of a request. */
    public Stream begin(String method, String path, String... fields) {
        return start(head(method, path, fields), false);
    }

    /** Sends just these fields, pseudo-header fields among them. */
    public Stream start(Http2Headers head, boolean last) {
        var stream = new Stream();
        Future<Http2StreamChannel> opened =
                new Http2StreamChannelBootstrap(channel).handler(stream).open().awaitUninterruptibly();
        if (opened.isSuccess()) {
            stream.channel = opened.getNow();
            opened.getNow().writeAndFlush(new DefaultHttp2HeadersFrame(head, last));
        } else {
            // The other side has left.
            stream.over.countDown();
        }
        return stream;
    }

    /** The head of a request; each field is {@code name: value}. */
    public static Http2Headers head(String method, String path, String... fields) {
        Http2Headers head = new DefaultHttp2Headers(false)
                .method(method)
                .scheme("http")
                .path(path)
                .authority("test");
        for (String field : fields) {
            int colon = field.indexOf(':');
            head.add(field.substring(0, colon), field.substring(colon + 1).strip());
        }
        return head;
    }

    /** The errors that the other side said goodbye with. */
    public BlockingQueue<Long> farewells() {
        return farewells;
    }

    /** Whether the other side closed the connection, waiting for it to. */
    public boolean ended() {
        return channel.closeFuture().awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (loop.isShuttingDown()) {
            return;
        }
        channel.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nothing came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Connection extends ChannelInboundHandlerAdapter {
        private final Http2FrameCodec codec;

        Connection(Http2FrameCodec codec) {
            this.codec = codec;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) throws Exception {
            // A stream that is not read must not hold up the others on our side.
            codec.connection()
                    .local()
                    .flowController()
                    .incrementWindowSize(codec.connection().connectionStream(), 100 * 65_535);
            ctx.flush();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            if (frame instanceof Http2SettingsFrame) {
                ready.countDown();
            } else if (frame instanceof Http2GoAwayFrame goAway) {
                farewells.add(goAway.errorCode());
            }
            ReferenceCountUtil.release(frame);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** One request and what came of it. */
    public static final class Stream extends ChannelInboundHandlerAdapter {
        private final List<Http2Headers> heads = new CopyOnWriteArrayList<>();
        private final List<String> body = new CopyOnWriteArrayList<>();
        private final AtomicLong received = new AtomicLong();
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private volatile boolean whole;
        private volatile long error = -1;
        private volatile @Nullable Channel channel;

        /** Sends a piece of the request's body. */
        public Stream data(String text, boolean last) {
            var content = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
            var unused = channel().writeAndFlush(new DefaultHttp2DataFrame(content, last));
            return this;
        }

        /** Ends the request with trailers. */
        public Stream trailers(Http2Headers trailers) {
            var unused = channel().writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true));
            return this;
        }

        public void reset() {
            if (channel != null) {
                channel().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
            }
        }

        /** Reads on, or does not. */
        public Stream reading(boolean on) {
            channel().config().setAutoRead(on);
            return this;
        }

        /** Whether more may be written without being kept here. */
        public boolean writable() {
            return channel().isWritable();
        }

        /** Waits for the end of the answer, good or bad. */
        public Stream read() {
            await(over);
            return this;
        }

        /** Waits for the head of the answer. */
        public Stream readHead() {
            await(begun);
            return this;
        }

        /** Of the answer, once it has one that is not interim. */
        public int status() {
            return Integer.parseInt(heads.get(heads.size() - (trailers().isEmpty() ? 1 : 2))
                    .status()
                    .toString());
        }

        /** The statuses of all heads, interim ones included. */
        public List<String> statuses() {
            return heads.stream()
                    .filter(head -> head.status() != null)
                    .map(head -> String.valueOf(head.status()))
                    .toList();
        }

        /** A field of the last head with a status; empty without it. */
        public String field(String name) {
            String value = "";
            for (Http2Headers head : heads) {
                if (head.status() != null) {
                    value = String.valueOf(head.get(name, ""));
                }
            }
            return value;
        }

        /** What came after the content. */
        public Http2Headers trailers() {
            Http2Headers last = heads.isEmpty() ? EmptyHttp2Headers.INSTANCE : heads.get(heads.size() - 1);
            return last.status() == null ? last : EmptyHttp2Headers.INSTANCE;
        }

        private Channel channel() {
            return Objects.requireNonNull(channel);
        }

        public String text() {
            return String.join("", body);
        }

        /** Bytes of the answer's content that have come. */
        public long received() {
            return received.get();
        }

        /** Whether the answer came to its own end. */
        public boolean whole() {
            return whole;
        }

        /** The error that the stream was reset with, or -1. */
        public long error() {
            return error;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            boolean last = false;
            if (frame instanceof Http2HeadersFrame head) {
                heads.add(head.headers());
                last = head.isEndStream();
                begun.countDown();
            } else if (frame instanceof Http2DataFrame data) {
                received.addAndGet(data.content().readableBytes());
                if (received.get() < 100_000) {
                    body.add(new String(ByteBufUtil.getBytes(data.content()), StandardCharsets.ISO_8859_1));
                }
                last = data.isEndStream();
            }
            ReferenceCountUtil.release(frame);
            if (last) {
                whole = true;
                over.countDown();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof Http2ResetFrame reset) {
                error = reset.errorCode();
            }
            ReferenceCountUtil.release(event);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            over.countDown();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
