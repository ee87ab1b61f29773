package io.gauntlet.lb.tcp;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.balance.Hash;
import io.gauntlet.lb.balance.Seeker;
import io.gauntlet.lb.balance.Wish;
import io.gauntlet.lb.http.Destination;
import io.gauntlet.lb.http.FailedAttempt;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.tunnel.Stream;
import io.gauntlet.lb.tunnel.Tunnel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** A client's connection until it has come to a backend, over as many attempts as granted. Confined to its event loop. */
// A close that fails leaves nothing that could be done.
@SuppressWarnings("FutureReturnValueIgnored")
final class TcpConnection extends ChannelInboundHandlerAdapter implements Seeker, Affinity.Visitor {
    /** What passive detection takes a connection that came about for. */
    private static final int CONNECTED = 200;

    private final TcpWorker worker;
    private final Destination destination;

    /** What came while nobody was there to take it: no more than what the kernel held when the client said all. */
    private final Queue<Object> early = new ArrayDeque<>(2);

    private @Nullable Channel client;
    private @Nullable Channel pending;
    private @Nullable Backend backend;
    private Wish wish = Wish.ANY;
    private String ifNobody = "no_backend";
    private long address;
    private long connectBegan;
    private int retries;
    private boolean seeking;
    private boolean connected;
    private boolean inputEnded;
    private boolean over;

    TcpConnection(TcpWorker worker, Destination destination) {
        this.worker = worker;
        this.destination = destination;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        client = ctx.channel();
        if (client.remoteAddress() instanceof InetSocketAddress peer) {
            address = Hash.of(peer.getAddress());
        }
        worker.opened(this);
        Affinity.Bond bond =
                destination.affinity().read(this, destination.pool().snapshot());
        long key = destination.admission().keyed() ? address : 0;
        seek(Wish.of(bond == null ? null : bond.backend(), key));
    }

    private void seek(Wish where) {
        wish = where;
        seeking = true;
        destination.admission().seek(this);
    }

    @Override
    public HttpHeaders fields() {
        return EmptyHttpHeaders.INSTANCE;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public Wish wish() {
        return wish;
    }

    @Override
    public ScheduledExecutorService thread() {
        return worker.loop();
    }

    @Override
    public void found(Backend chosen) {
        seeking = false;
        if (over) {
            destination.admission().releaseUnconnected(chosen);
        } else if (wish.mayGoTo(chosen, destination.pool().snapshot())) {
            connect(chosen);
        } else {
            // Taken out while the news was on its way here.
            destination.admission().releaseUnconnected(chosen);
            seek(wish.rather(null));
        }
    }

    @Override
    public void nobody() {
        seeking = false;
        if (!over) {
            refuse(ifNobody);
        }
    }

    @Override
    public void shed() {
        seeking = false;
        refuse("overloaded");
    }

    private void connect(Backend chosen) {
        backend = chosen;
        chosen.connecting();
        connectBegan = System.nanoTime();
        long millis = destination.forward().timeouts().connect().toMillis();
        ChannelFuture future = worker.bootstrap()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Math.max(1, Math.min(Integer.MAX_VALUE, millis)))
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        // What it becomes is known once it is connected; until then nothing is read.
                    }
                })
                .connect(chosen.address());
        if (future.isDone()) {
            // No socket was to be had. Netty would tell that on a thread of its own.
            worker.loop().execute(() -> connected(future, chosen, FailedAttempt.Kind.NO_SOCKET));
            return;
        }
        pending = future.channel();
        future.addListener(done -> connected(future, chosen, FailedAttempt.Kind.NOT_CONNECTED));
    }

    private void connected(ChannelFuture future, Backend to, FailedAttempt.Kind failure) {
        pending = null;
        if (!future.isSuccess()) {
            to.disconnected();
            failed(to, failure);
            return;
        }
        Channel connection = future.channel();
        connection.closeFuture().addListener(closed -> to.disconnected());
        if (over || client == null) {
            connection.close();
        } else if (wish.mayGoTo(to, destination.pool().snapshot())) {
            tunnel(client, connection, to);
        } else {
            // It was taken out meanwhile, and nothing was sent: not a failure, just another choice.
            connection.close();
            release();
            seek(destination.wishAfter(wish, to, this));
        }
    }

    private void failed(Backend to, FailedAttempt.Kind kind) {
        if (over) {
            return;
        }
        release();
        if (kind == FailedAttempt.Kind.NOT_CONNECTED) {
            destination.pool().attempts().failed(to, "no connection");
        }
        // Nothing was sent, so it is as harmless as a request that may be repeated.
        if (destination.retry().begin(new FailedAttempt(kind, HttpMethod.GET, retries, false, false))) {
            retries++;
            ifNobody = "not_connected";
            seek(destination.wishAfter(wish, to, this));
        } else {
            refuse("not_connected");
        }
    }

    private void tunnel(Channel from, Channel connection, Backend to) {
        over = true;
        worker.settled(this);
        endRetries();
        destination.pool().attempts().answered(to, CONNECTED);
        connected = true;
        destination.admission().connected(to);
        destination.admission().answered(to, System.nanoTime() - connectBegan);
        long idleNanos = destination.forward().timeouts().tunnel().toNanos();
        var tunnel = new Tunnel(new Tunnel.Terms(to, idleNanos, this::release), Stream.OPAQUE, Stream.OPAQUE);
        worker.tunnels().add(tunnel);
        connection.pipeline().addLast(tunnel.backend());
        ChannelPipeline pipeline = from.pipeline();
        pipeline.replace(this, null, tunnel.client());
        for (Object bytes = early.poll(); bytes != null; bytes = early.poll()) {
            pipeline.fireChannelRead(bytes);
        }
        if (inputEnded) {
            pipeline.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        tunnel.start();
    }

    private void refuse(String reason) {
        worker.counters().refused(reason);
        close();
    }

    boolean isFor(Backend other) {
        return backend == other;
    }

    /** Gives up what is under way. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        worker.settled(this);
        if (seeking) {
            destination.admission().leave(this);
        }
        release();
        endRetries();
        early.forEach(ReferenceCountUtil::release);
        early.clear();
        if (pending != null) {
            pending.close();
        }
        if (client != null) {
            client.close();
        }
    }

    private void release() {
        if (backend != null) {
            Backend done = backend;
            backend = null;
            if (connected) {
                destination.admission().release(done);
            } else {
                destination.admission().releaseUnconnected(done);
            }
        }
    }

    private void endRetries() {
        for (; retries > 0; retries--) {
            destination.retry().ended();
        }
    }

    /** Though nobody asked for it, Netty reads what is there when a client has said all. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else {
            early.add(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        inputEnded |= event instanceof ChannelInputShutdownEvent;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        close();
    }

    @Override
    public String toString() {
        return "connection of " + client + (over ? " (over)" : " at " + backend);
    }
}
