package io.gauntlet.lb.testing;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.EmptyHttp2Headers;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** A backend that speaks HTTP/2 by prior knowledge, and does with a request what it is told. */
// What cannot be written or closed is seen by what the other side does.
@SuppressWarnings("FutureReturnValueIgnored")
public final class StreamBackend implements AutoCloseable {
    private final String id;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Channel> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Channel server;
    private volatile Consumer<Call> behaviour = call -> call.answer("ok");

    private StreamBackend(String id, Http2Settings settings, Consumer<Channel> security) {
        this.id = id;
        server = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        accepted.incrementAndGet();
                        connections.add(connection);
                        security.accept(connection);
                        connection.closeFuture().addListener(closed -> connections.remove(connection));
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                .initialSettings(settings)
                                                .gracefulShutdownTimeoutMillis(0)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Call(stream));
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    public static StreamBackend start(String id) {
        return start(id, new Http2Settings());
    }

    /** A backend that begins its connections with these settings. */
    public static StreamBackend start(String id, Http2Settings settings) {
        return new StreamBackend(id, settings, connection -> {});
    }

    /** A backend that speaks HTTP/2 within TLS alone. */
    public static StreamBackend start(String id, SSLContext tls) {
        return new StreamBackend(id, new Http2Settings(), connection -> {
            SSLEngine engine = tls.createSSLEngine();
            engine.setUseClientMode(false);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            engine.setSSLParameters(parameters);
            connection.pipeline().addLast(new SslHandler(engine));
        });
    }

    /** What it does with a request that is whole. */
    public StreamBackend behaving(Consumer<Call> other) {
        behaviour = other;
        return this;
    }

    /** Its line in a list of backends. */
    public String line() {
        return "{id: " + id + ", address: 127.0.0.1:" + port() + "}";
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** The requests that came, in the order of their heads. */
    public List<Call> calls() {
        return calls;
    }

    /** Connections that ever came. */
    public int accepted() {
        return accepted.get();
    }

    public int openConnections() {
        return connections.size();
    }

    /** Says on every connection that it goes, and that what is under way will be answered. */
    public void sayGoodbye() {
        connections.forEach(connection -> connection
                .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR))
                .syncUninterruptibly());
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** One request. */
    public final class Call extends ChannelInboundHandlerAdapter {
        private final Channel stream;
        private final List<String> body = new CopyOnWriteArrayList<>();
        private volatile Http2Headers head = EmptyHttp2Headers.INSTANCE;
        private volatile Http2Headers trailers = EmptyHttp2Headers.INSTANCE;
        private volatile boolean gone;

        Call(Channel stream) {
            this.stream = stream;
        }

        public Http2Headers head() {
            return head;
        }

        /** What came after the content. */
        public Http2Headers trailers() {
            return trailers;
        }

        public String body() {
            return String.join("", body);
        }

        /** Whether the stream is closed. */
        public boolean gone() {
            return gone;
        }

        /** Answers 200 with this text. */
        public void answer(String text) {
            head("200", text.isEmpty());
            if (!text.isEmpty()) {
                data(text, true);
            }
        }

        /** Sends a head of an answer. */
        public Call head(String status, boolean last) {
            Http2Headers fields = new DefaultHttp2Headers().status(status).set("x-backend", id);
            var unused = stream.writeAndFlush(new DefaultHttp2HeadersFrame(fields, last));
            return this;
        }

        public Call data(String text, boolean last) {
            var content = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
            var unused = stream.writeAndFlush(new DefaultHttp2DataFrame(content, last));
            return this;
        }

        public void trailers(String name, String value) {
            Http2Headers fields = new DefaultHttp2Headers().set(name, value);
            var unused = stream.writeAndFlush(new DefaultHttp2HeadersFrame(fields, true));
        }

        public void reset(Http2Error error) {
            var unused = stream.writeAndFlush(new DefaultHttp2ResetFrame(error));
        }

        /** Breaks the whole connection off. */
        public void disconnect() {
            stream.parent().unsafe().closeForcibly();
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object frame) {
            boolean last = false;
            if (frame instanceof Http2HeadersFrame fields) {
                if (head.isEmpty()) {
                    head = fields.headers();
                    calls.add(this);
                } else {
                    trailers = fields.headers();
                }
                last = fields.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                body.add(data.content().toString(StandardCharsets.ISO_8859_1));
                last = data.isEndStream();
            }
            ReferenceCountUtil.release(frame);
            if (last) {
                behaviour.accept(this);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            gone = true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
