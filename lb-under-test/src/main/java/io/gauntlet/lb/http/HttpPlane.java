package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Traffic;
import io.gauntlet.lb.route.Router;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * All HTTP listeners and the event loops that serve them. Thread-safe.
 *
 * <pre>
 *   client --> RequestDecoder --> filters --> ClientConnection --> Exchange --> UpstreamConnection --> filters --> backend
 * </pre>
 */
public final class HttpPlane implements Traffic {
    private static final long STOP_LOOK_MILLIS = 20;

    private final Map<EventLoop, Worker> workers = new HashMap<>();
    private final ServerBootstrap servers;
    private final Filters filters;
    private final HttpCounters counters = new HttpCounters();
    private final List<Channel> listening = new ArrayList<>();

    /**
     * @param loops carry the traffic
     * @param clients for connections to backends, with the channel type set
     * @param servers for listeners, with the channel type and the loops set
     * @param filters stand before and behind the balancing
     */
    public HttpPlane(EventLoopGroup loops, Bootstrap clients, ServerBootstrap servers, Filters filters) {
        this.servers = servers;
        this.filters = filters;
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            workers.put(loop, new Worker(loop, clients.clone().group(loop), counters, filters, workers.values()));
        }
    }

    public HttpCounters counters() {
        return counters;
    }

    /** Begins to serve; returns the bound address. Blocks; throws what binding throws. */
    public synchronized InetSocketAddress listen(ListenerConfig config, Router<Destination> router) {
        Channel channel = servers.clone()
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        initClient(client, config, router);
                    }
                })
                .bind(config.bind().resolve())
                .syncUninterruptibly()
                .channel();
        listening.add(channel);
        return (InetSocketAddress) channel.localAddress();
    }

    private void initClient(Channel client, ListenerConfig config, Router<Destination> router) {
        Worker worker = workers.get(client.eventLoop());
        if (worker == null) {
            throw new IllegalStateException("a connection on a foreign event loop");
        }
        var decoder = new RequestDecoder();
        var connection = new ClientConnection(worker, config, router, decoder);
        client.pipeline().addLast(decoder, new ResponseEncoder(connection::answersHead));
        for (ChannelHandler filter : filters.client().get()) {
            client.pipeline().addLast(filter);
        }
        client.pipeline().addLast(connection);
    }

    @Override
    public CompletionStage<Void> settle(Backend backend) {
        return everywhere(worker -> {
                    worker.closeIdle(backend);
                    return 0;
                })
                .thenApply(unused -> null);
    }

    @Override
    public CompletionStage<Integer> cut(Backend backend) {
        return everywhere(worker -> worker.cut(backend));
    }

    /**
     * Stops to accept, lets requests in flight finish within the grace, then breaks off the rest. Blocks; must not be
     * called on an event loop.
     */
    public void stop(Duration grace) {
        long begin = System.nanoTime();
        long deadline = begin + grace.toNanos();
        synchronized (this) {
            listening.forEach(channel -> channel.close().syncUninterruptibly());
        }
        everywhere(worker -> run(worker, Worker::stop)).join();
        // Clients that keep their connection get one answer more, which tells them to leave; closing at once would
        // cross with requests on their way.
        long idleDeadline = begin + Math.min(grace.toNanos() / 10, TimeUnit.SECONDS.toNanos(1));
        while (open() > 0 && System.nanoTime() < deadline) {
            if (System.nanoTime() > idleDeadline) {
                everywhere(worker -> run(worker, Worker::closeIdleClients)).join();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STOP_LOOK_MILLIS));
        }
        everywhere(worker -> run(worker, Worker::closeAllClients)).join();
    }

    private int open() {
        return everywhere(Worker::openClients).join();
    }

    private static int run(Worker worker, Consumer<Worker> action) {
        action.accept(worker);
        return 0;
    }

    /** Does something on each event loop; completes with the sum of the results when all have done it. */
    private CompletableFuture<Integer> everywhere(ToIntFunction<Worker> action) {
        var sum = new AtomicInteger();
        var left = new AtomicInteger(workers.size());
        var done = new CompletableFuture<Integer>();
        for (Worker worker : workers.values()) {
            worker.loop().execute(() -> {
                sum.addAndGet(action.applyAsInt(worker));
                if (left.decrementAndGet() == 0) {
                    done.complete(sum.get());
                }
            });
        }
        return done;
    }
}
