package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.UpstreamConfig;
import io.gauntlet.lb.config.UpstreamProtocol;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.tls.BackendTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Connections of HTTP/2, each of which carries many requests at once: a further one is opened only when all that are there
 * are full. Whether one was used before makes no difference, since a backend that closes one says up to where it came.
 */
final class MultiplexedUpstreams extends Upstreams {

    /** Ready for requests, or carrying their last ones. */
    private final List<UpstreamLink> links = new ArrayList<>(2);

    private final Queue<Exchange> waiting = new ArrayDeque<>(2);
    private int maxStreams;
    private int connecting;

    MultiplexedUpstreams(Pool pool, Backend backend, Worker worker, ForwardConfig config) {
        super(pool, backend, worker, config);
        configure(config);
    }

    @Override
    UpstreamProtocol protocol() {
        return UpstreamProtocol.HTTP2;
    }

    @Override
    void limit(UpstreamConfig config) {
        maxStreams = config.maxStreams();
    }

    /** Requests at once on one connection, if the backend allows as many. */
    int maxStreams() {
        return maxStreams;
    }

    @Override
    @Nullable UpstreamConnection take(boolean used) {
        for (UpstreamLink link : links) {
            if (link.hasRoom()) {
                return link.open();
            }
        }
        return null;
    }

    @Override
    @Nullable Runnable connect(Exchange exchange) {
        waiting.add(exchange);
        if (waiting.size() > connecting * maxStreams && !dial()) {
            return null;
        }
        return () -> waiting.remove(exchange);
    }

    /** False if there was no socket for it. */
    private boolean dial() {
        connecting++;
        backend().connecting();
        Optional<BackendTls> tls = security().next();
        if (security().missing()) {
            worker().loop().execute(() -> failed(FailedAttempt.Kind.NO_SOCKET));
            return false;
        }
        var link = new UpstreamLink(this, tls);
        ChannelFuture future = bootstrap()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(each -> channel.pipeline()
                                .addLast(each.forHttp2(
                                        channel.alloc(),
                                        backend().address(),
                                        timeouts().connect())));
                        link.init(channel);
                    }
                })
                .connect();
        if (future.isDone()) {
            worker().loop().execute(() -> failed(FailedAttempt.Kind.NO_SOCKET));
            return false;
        }
        future.addListener(done -> {
            if (done.isSuccess()) {
                link.awaitReady(connectMillis());
            } else {
                failed(FailedAttempt.Kind.NOT_CONNECTED);
            }
        });
        return true;
    }

    /** The backend speaks HTTP/2 on a new connection. */
    void ready(UpstreamLink link) {
        connecting--;
        links.add(link);
        if (link.hasRoom()) {
            serveWaiting();
        } else {
            // One that takes no request at all: another connection would bring nothing else.
            link.retire();
            failWaiting(FailedAttempt.Kind.NOT_CONNECTED);
        }
    }

    private void serveWaiting() {
        while (!waiting.isEmpty()) {
            UpstreamConnection connection = take(true);
            if (connection == null) {
                break;
            }
            waiting.remove().connected(connection);
        }
        if (waiting.size() > connecting * maxStreams) {
            dial();
        }
    }

    /** No connection came about; whoever waits has better chances elsewhere. */
    void failed(FailedAttempt.Kind kind) {
        connecting--;
        backend().disconnected();
        failWaiting(kind);
    }

    private void failWaiting(FailedAttempt.Kind kind) {
        var failed = new ArrayList<>(waiting);
        waiting.clear();
        failed.forEach(exchange -> exchange.failed(kind, false));
    }

    /** A connection that was ready is closed. */
    void closed(UpstreamLink link) {
        links.remove(link);
        backend().disconnected();
    }

    @Override
    void giveBack(UpstreamConnection connection) {
        // A stream carries one request.
        connection.close();
    }

    @Override
    void closed(UpstreamConnection stream) {
        links.stream().filter(link -> link.carries(stream)).findFirst().ifPresent(link -> link.ended(stream));
        serveWaiting();
    }

    @Override
    void handOver(UpstreamConnection connection) {
        throw new IllegalStateException("no stream becomes a tunnel");
    }

    @Override
    void closeOldestIdle() {
        links.stream().filter(UpstreamLink::idle).findFirst().ifPresent(UpstreamLink::retire);
    }

    @Override
    void closeIdle() {
        new ArrayList<>(links).forEach(UpstreamLink::retire);
    }

    @Override
    int cut() {
        int broken = 0;
        for (UpstreamLink link : new ArrayList<>(links)) {
            broken += link.cut();
        }
        return broken;
    }

    @Override
    boolean sweep(long now) {
        long idleLimit = now - timeouts().idleUpstream().toNanos();
        for (UpstreamLink link : new ArrayList<>(links)) {
            link.sweep(now, idleLimit);
        }
        return links.isEmpty() && connecting == 0;
    }

    @Override
    public String toString() {
        return backend() + ": " + links.size() + " open, " + waiting.size() + " requests wait";
    }
}
