package io.gauntlet.lb.http;

import io.gauntlet.lb.access.AccessLog;
import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.HalfClose;
import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.http1.AnswerWriter;
import io.gauntlet.lb.http1.RequestReader;
import io.gauntlet.lb.http2.FrameCodecs;
import io.gauntlet.lb.http2.LingeringClose;
import io.gauntlet.lb.http2.RequestStreamCodec;
import io.gauntlet.lb.listen.Gates;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Traffic;
import io.gauntlet.lb.tls.Secured;
import io.gauntlet.lb.tls.Termination;
import io.gauntlet.lb.tls.TlsStore;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All HTTP listeners and the event loops that serve them. Thread-safe.
 *
 * <pre>
 *   client --> RequestReader --> filters --> ClientConnection --> Exchange --> UpstreamConnection --> filters --> backend
 *
 *   client --> a stream's RequestStreamCodec --> filters --> ClientStream --> Exchange --> ...
 * </pre>
 */
public final class HttpPlane implements Traffic {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPlane.class);
    private static final long STOP_LOOK_MILLIS = 20;
    private static final long FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Map<EventLoop, Worker> workers = new HashMap<>();
    private final ServerBootstrap servers;
    private final Filters filters;
    private final TlsStore tls;
    private final AccessLog access;
    private final HttpCounters counters = new HttpCounters();
    private final Gates gates = new Gates();
    private final List<Channel> listening = new ArrayList<>();

    /** That listeners are bound to, by their names. */
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();

    /** By the name of the listener; guarded by this. */
    private final Map<String, Map<Worker, Entrance>> entrances = new HashMap<>();

    /**
     * @param loops carry the traffic
     * @param clients for connections to backends, with the channel type set
     * @param servers for listeners, with the channel type and the loops set
     * @param filters stand before and behind the balancing
     * @param tls has what listeners and pools need that go by TLS
     * @param access takes what is to be told of requests
     */
    public HttpPlane(
            EventLoopGroup loops,
            Bootstrap clients,
            ServerBootstrap servers,
            Filters filters,
            TlsStore tls,
            AccessLog access) {
        this.access = access;
        this.servers = servers;
        this.filters = filters;
        this.tls = tls;
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            workers.put(
                    loop,
                    new Worker(
                            loop,
                            clients.clone().group(loop),
                            new Worker.Gear(counters, filters, tls),
                            workers.values()));
        }
    }

    public HttpCounters counters() {
        return counters;
    }

    /** How many connections there are. */
    public Gates gates() {
        return gates;
    }

    /** Begins to serve; returns the bound address. Blocks; throws what binding throws. */
    public synchronized InetSocketAddress listen(Site site) {
        Map<Worker, Entrance> ways = new HashMap<>();
        workers.values().forEach(worker -> ways.put(worker, new Entrance(site, new Elsewhere(ports), access)));
        Channel channel = servers.clone()
                .handler(gates.build(site.listener()))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        initClient(client, ways);
                    }
                })
                .bind(site.listener().bind().resolve())
                .syncUninterruptibly()
                .channel();
        listening.add(channel);
        tellRedirect(site.listener());
        entrances.put(site.listener().name(), ways);
        var address = (InetSocketAddress) channel.localAddress();
        ports.put(site.listener().name(), address.getPort());
        return address;
    }

    /** It is what happens without a word about it, so there is one here. */
    private static void tellRedirect(ListenerConfig listener) {
        listener.redirect()
                .ifPresent(to -> LOG.info(
                        "listener {}: sends its clients to listener {}{}",
                        listener.name(),
                        to.listener(),
                        listener.routes().isEmpty() ? "" : "; with redirect: none it would serve its routes"));
    }

    private void initClient(Channel client, Map<Worker, Entrance> ways) {
        Worker worker = workers.get(client.eventLoop());
        @Nullable Entrance entrance = worker == null ? null : ways.get(worker);
        if (worker == null || entrance == null) {
            throw new IllegalStateException("a connection on a foreign event loop");
        }
        ListenerConfig listener = entrance.site().listener();
        if (listener.tls().isPresent()) {
            greet(client, worker, entrance);
        } else if (listener.maxStreams() == 0) {
            speakHttp1(client, worker, entrance, null);
        } else {
            client.pipeline().addLast(new ProtocolChoice(worker, entrance, (channel, http2) -> {
                if (http2) {
                    speakHttp2(channel, worker, entrance, null);
                } else {
                    speakHttp1(channel, worker, entrance, null);
                }
            }));
        }
    }

    /** What is spoken within TLS is settled by its handshake. */
    private void greet(Channel client, Worker worker, Entrance entrance) {
        ListenerConfig listener = entrance.site().listener();
        Termination termination = tls.listener(listener.name())
                .orElseThrow(() -> new IllegalStateException("listener " + listener.name() + ": no certificates"));
        var handshake = new Handshake(client);
        worker.opened(handshake);
        client.closeFuture().addListener(closed -> worker.closed(handshake));
        termination.begin(client, listener.headTimeout(), secured -> {
            worker.closed(handshake);
            if (secured.http2()) {
                speakHttp2(client, worker, entrance, secured);
            } else {
                speakHttp1(client, worker, entrance, secured);
            }
        });
    }

    private void speakHttp1(Channel client, Worker worker, Entrance entrance, @Nullable Secured secured) {
        // With TLS none can go on: BoringSSL says goodbye as soon as it is told it, and nothing behind that.
        if (secured == null && entrance.site().listener().halfClose() == HalfClose.ANSWERED) {
            client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }
        var reader = new RequestReader(Upgrade::asked);
        var connection = new ClientConnection(worker, entrance, reader, secured);
        client.pipeline().addLast(reader, new AnswerWriter(connection::answersHead));
        addFilters(client);
        client.pipeline().addLast(connection);
    }

    private void speakHttp2(Channel client, Worker worker, Entrance entrance, @Nullable Secured secured) {
        // A reload may have taken it away between the two.
        int maxStreams = Math.max(1, entrance.site().listener().maxStreams());
        Http2FrameCodec codec = FrameCodecs.forClient(maxStreams);
        var connection = new MultiplexedConnection(worker, entrance, codec, secured);
        var streams = new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new RequestStreamCodec());
                addFilters(stream);
                stream.pipeline().addLast(new ClientStream(connection));
            }
        };
        client.pipeline().addLast(new LingeringClose(), codec, new Http2MultiplexHandler(streams), connection);
    }

    private void addFilters(Channel client) {
        for (ChannelHandler filter : filters.client().get()) {
            client.pipeline().addLast(filter);
        }
    }

    /**
     * Puts a new configuration in force for listeners that are bound. No connection is touched; requests that have begun go
     * on by what they began with. Once complete, every request that comes in later goes by it.
     *
     * @param forward for the connections to the backends of each pool
     */
    public CompletionStage<Void> change(List<Site> sites, Map<Pool, ForwardConfig> forward) {
        Map<String, Map<Worker, Entrance>> all;
        synchronized (this) {
            all = Map.copyOf(entrances);
        }
        sites.forEach(site -> gates.change(site.listener()));
        return everywhere(worker -> run(worker, each -> {
                    sites.forEach(
                            site -> change(all.getOrDefault(site.listener().name(), Map.of()), each, site));
                    each.forward(forward);
                }))
                .thenApply(unused -> null);
    }

    private static void change(Map<Worker, Entrance> ways, Worker worker, Site site) {
        Entrance entrance = ways.get(worker);
        if (entrance != null) {
            entrance.change(site);
        }
    }

    @Override
    public CompletionStage<Void> settle(List<Backend> backends) {
        return everywhere(worker -> run(worker, each -> backends.forEach(each::closeIdle)))
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
        int cut = everywhere(Worker::cutTunnels).join();
        if (cut > 0) {
            LOG.warn("the grace of the stop ended, {} tunnels cut off", cut);
            awaitLeaving();
        }
    }

    /** Those that were told to leave need a moment for it; the sweep sees to it that it is short. */
    private void awaitLeaving() {
        long deadline = System.nanoTime() + FAREWELL_NANOS;
        while (open() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STOP_LOOK_MILLIS));
        }
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
