package io.gauntlet.faultproxy.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Connects to upstreams without ever blocking an event loop: names are looked up by threads of their own.
 *
 * <p>Thread-safe. The timeout holds for the look-up and all addresses of the name together, which are tried one after another.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of a connection that came too late interests nobody.
public final class Dialer implements AutoCloseable {

    private static final int RESOLVER_THREADS = 4;

    private final Network network;
    private final int timeoutMillis;
    private final ExecutorService resolver;

    public Dialer(Network network, Duration timeout) {
        this.network = network;
        this.timeoutMillis = Math.toIntExact(timeout.toMillis());
        var threads = new ThreadPoolExecutor(
                RESOLVER_THREADS,
                RESOLVER_THREADS,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("fault-proxy-resolver", true));
        threads.allowCoreThreadTimeOut(true);
        this.resolver = threads;
    }

    /** Connects on the given loop; the future is completed on it. */
    Future<Channel> dial(EventLoop loop, String upstream, ChannelHandler handler) {
        Promise<Channel> connected = loop.newPromise();
        var tooLate = loop.schedule(
                () -> connected.tryFailure(new ConnectTimeoutException("no connection after " + timeoutMillis + " ms")),
                timeoutMillis,
                TimeUnit.MILLISECONDS);
        connected.addListener(done -> tooLate.cancel(false));
        try {
            var endpoint = Endpoint.parse(upstream);
            var literal = endpoint.literal();
            if (literal != null) {
                connect(List.of(literal).iterator(), handler, connected, loop);
            } else {
                resolver.execute(() -> resolve(endpoint, handler, connected, loop));
            }
        } catch (ListenException | RejectedExecutionException malformedOrStopped) {
            connected.tryFailure(malformedOrStopped);
        }
        return connected;
    }

    private void resolve(Endpoint endpoint, ChannelHandler handler, Promise<Channel> connected, EventLoop loop) {
        try {
            var addresses = Stream.of(InetAddress.getAllByName(endpoint.host()))
                    .map(address -> new InetSocketAddress(address, endpoint.port()))
                    .iterator();
            loop.execute(() -> connect(addresses, handler, connected, loop));
        } catch (UnknownHostException unknown) {
            connected.tryFailure(unknown);
        }
    }

    private void connect(
            Iterator<InetSocketAddress> addresses, ChannelHandler handler, Promise<Channel> connected, EventLoop loop) {
        network.connector(loop, timeoutMillis, handler)
                .connect(addresses.next())
                .addListener((ChannelFuture attempt) -> {
                    if (attempt.isSuccess()) {
                        if (!connected.trySuccess(attempt.channel())) {
                            attempt.channel().close();
                        }
                    } else if (addresses.hasNext() && !connected.isDone()) {
                        connect(addresses, handler, connected, loop);
                    } else {
                        connected.tryFailure(attempt.cause());
                    }
                });
    }

    @Override
    public void close() {
        resolver.shutdownNow();
    }
}
