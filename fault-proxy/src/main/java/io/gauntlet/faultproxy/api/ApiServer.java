package io.gauntlet.faultproxy.api;

import io.gauntlet.faultproxy.link.Network;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultEventExecutorGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutorGroup;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Serves the API on loops and threads of its own, so that it answers however busy the links are. Thread-safe. */
public final class ApiServer implements AutoCloseable {

    private static final int CALL_THREADS = 4;
    private static final int MAX_BODY_BYTES = 1 << 20;
    private static final int IDLE_SECONDS = 60;
    private static final long STOP_SECONDS = 5;

    private final Network network;
    private final EventExecutorGroup calls =
            new DefaultEventExecutorGroup(CALL_THREADS, new DefaultThreadFactory("fault-proxy-api-call", true));
    private final Channel listener;

    /**
     * Binds and serves.
     *
     * @throws io.gauntlet.faultproxy.link.ListenException if the address cannot be bound
     */
    public ApiServer(InetSocketAddress address, Proxies proxies, Features features) {
        this.network = new Network("fault-proxy-api", 1, Transport.NIO);
        var api = new Api(proxies, features);
        try {
            this.listener = network.listen(address, new Connections(api, calls));
        } catch (RuntimeException failed) {
            stopThreads();
            throw failed;
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        stopThreads();
    }

    private void stopThreads() {
        network.close();
        calls.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Connections extends ChannelInitializer<Channel> {
        private final Api api;
        private final EventExecutorGroup calls;

        Connections(Api api, EventExecutorGroup calls) {
            this.api = api;
            this.calls = calls;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline()
                    .addLast(new ReadTimeoutHandler(IDLE_SECONDS))
                    .addLast(new HttpServerCodec())
                    .addLast(new HttpServerKeepAliveHandler())
                    .addLast(new HttpObjectAggregator(MAX_BODY_BYTES))
                    .addLast(new ApiHandler(api, calls.next()));
            ((SocketChannelConfig) channel.config()).setAllowHalfClosure(false);
            channel.config().setAutoRead(true);
        }
    }
}
