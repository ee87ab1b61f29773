package io.gauntlet.lb.tcp;

import io.gauntlet.lb.listen.Gates;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Traffic;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All TCP listeners, on the event loops that serve HTTP, too. Thread-safe.
 *
 * <pre>
 *   client --> TcpConnection, until a backend is connected --> Tunnel --> backend
 * </pre>
 */
public final class TcpPlane implements Traffic {
    private static final Logger LOG = LoggerFactory.getLogger(TcpPlane.class);
    private static final long STOP_LOOK_MILLIS = 20;
    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<EventLoop, TcpWorker> workers = new HashMap<>();
    private final ServerBootstrap servers;
    private final TcpCounters counters = new TcpCounters();
    private final Gates gates = new Gates();

    /** Guarded by this. */
    private final List<Channel> listening = new ArrayList<>();

    /** What is in force, by the name of the listener; read once for each connection. */
    private final Map<String, TcpSite> sites = new ConcurrentHashMap<>();

    /**
     * @param loops carry the traffic
     * @param clients for connections to backends, with the channel type set
     * @param servers for listeners, with the channel type and the loops set
     */
    public TcpPlane(EventLoopGroup loops, Bootstrap clients, ServerBootstrap servers) {
        // Nothing is read before there is somebody to give it to; and whoever has said all may still be answered.
        this.servers =
                servers.childOption(ChannelOption.AUTO_READ, false).childOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        Bootstrap backends =
                clients.option(ChannelOption.AUTO_READ, false).option(ChannelOption.ALLOW_HALF_CLOSURE, true);
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            workers.put(loop, new TcpWorker(loop, backends.clone().group(loop), counters));
        }
    }

    public TcpCounters counters() {
        return counters;
    }

    /** How many connections there are. */
    public Gates gates() {
        return gates;
    }

    /** Begins to serve; returns the bound address. Blocks; throws what binding throws. */
    public synchronized InetSocketAddress listen(TcpSite site) {
        String name = site.listener().name();
        sites.put(name, site);
        Channel channel = servers.clone()
                .handler(gates.build(site.listener()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        initClient(client, name);
                    }
                })
                .bind(site.listener().bind().resolve())
                .syncUninterruptibly()
                .channel();
        if (listening.isEmpty()) {
            workers.values().forEach(TcpWorker::begin);
        }
        listening.add(channel);
        return (InetSocketAddress) channel.localAddress();
    }

    private void initClient(Channel client, String name) {
        TcpWorker worker = workers.get(client.eventLoop());
        TcpSite site = sites.get(name);
        if (worker == null || site == null) {
            throw new IllegalStateException("a connection on a foreign event loop or listener");
        }
        client.pipeline().addLast(new TcpConnection(worker, site.destination()));
    }

    /** Puts a new configuration in force for connections that come in later. Complete once every later one goes by it. */
    public CompletionStage<Void> change(List<TcpSite> changed) {
        changed.forEach(site -> sites.replace(site.listener().name(), site));
        changed.forEach(site -> gates.change(site.listener()));
        return settle(List.of());
    }

    @Override
    public CompletionStage<Void> settle(List<Backend> backends) {
        // There are no idle connections here; it is enough that every loop comes past.
        return everywhere(worker -> 0).thenApply(unused -> null);
    }

    @Override
    public CompletionStage<Integer> cut(Backend backend) {
        return everywhere(worker -> worker.cut(backend));
    }

    /** Accepts no more. Blocks. */
    public synchronized void stopAccepting() {
        listening.forEach(channel -> channel.close().syncUninterruptibly());
    }

    /** Lets connections end by themselves within the grace, then breaks off the rest. Blocks, as {@code HttpPlane.stop}. */
    public void stop(Duration grace) {
        awaitEnd(System.nanoTime() + grace.toNanos());
        int cut = everywhere(TcpWorker::cutAll).join();
        if (cut > 0) {
            LOG.warn("the grace of the stop ended, {} connections cut off", cut);
            awaitEnd(System.nanoTime() + FAREWELL_NANOS);
        }
    }

    private void awaitEnd(long deadline) {
        while (everywhere(TcpWorker::open).join() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STOP_LOOK_MILLIS));
        }
    }

    /** Does something on each event loop; completes with the sum of the results when all have done it. */
    private CompletableFuture<Integer> everywhere(ToIntFunction<TcpWorker> action) {
        CompletableFuture<Integer> sum = CompletableFuture.completedFuture(0);
        for (TcpWorker worker : workers.values()) {
            sum = sum.thenCombine(
                    CompletableFuture.supplyAsync(() -> action.applyAsInt(worker), worker.loop()), Integer::sum);
        }
        return sum;
    }
}
