package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.UpstreamConfig;
import io.gauntlet.lb.config.UpstreamProtocol;
import io.gauntlet.lb.http1.AnswerReader;
import io.gauntlet.lb.http1.RequestWriter;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.tls.BackendTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Connections of HTTP/1.1, each of which carries one request at a time.
 *
 * <p>The idle one used last is used next: it is the least likely to be closed by the backend at that moment, and those
 * that are not needed come to their idle timeout.
 */
final class UpstreamPool extends Upstreams {
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Set<UpstreamConnection> open = new HashSet<>();
    private int maxConnections;
    private int connecting;

    UpstreamPool(Pool pool, Backend backend, Worker worker, ForwardConfig config) {
        super(pool, backend, worker, config);
        configure(config);
    }

    @Override
    UpstreamProtocol protocol() {
        return UpstreamProtocol.HTTP1;
    }

    @Override
    void limit(UpstreamConfig config) {
        maxConnections = config.maxConnections();
    }

    @Override
    @Nullable UpstreamConnection take(boolean used) {
        if (!used) {
            return null;
        }
        UpstreamConnection connection = idle.pollLast();
        while (connection != null && !connection.channel().isActive()) {
            connection = idle.pollLast();
        }
        return connection;
    }

    @Override
    @Nullable Runnable connect(Exchange exchange) {
        makeRoom();
        connecting++;
        backend().connecting();
        Optional<BackendTls> tls = security().next();
        if (security().missing()) {
            worker().loop().execute(() -> notConnected(exchange, FailedAttempt.Kind.NO_SOCKET));
            return null;
        }
        ChannelFuture future = bootstrap()
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        tls.ifPresent(each -> channel.pipeline()
                                .addLast(each.forHttp1(
                                        channel.alloc(),
                                        backend().address(),
                                        timeouts().connect())));
                        var connection = new UpstreamConnection(UpstreamPool.this, channel, false);
                        channel.pipeline().addLast(new AnswerReader(connection), new RequestWriter());
                        worker().upstreamFilters().forEach(channel.pipeline()::addLast);
                        channel.pipeline().addLast(connection);
                    }
                })
                .connect();
        if (future.isDone()) {
            // No socket was to be had. Netty would tell that on a thread of its own.
            worker().loop().execute(() -> notConnected(exchange, FailedAttempt.Kind.NO_SOCKET));
            return null;
        }
        future.addListener(done -> connected(future, exchange, tls));
        return () -> {
            var unused = future.channel().close();
        };
    }

    private void connected(ChannelFuture future, Exchange exchange, Optional<BackendTls> tls) {
        if (!future.isSuccess()) {
            notConnected(exchange, FailedAttempt.Kind.NOT_CONNECTED);
        } else if (tls.isEmpty()) {
            usable(future.channel(), exchange);
        } else {
            SslHandler handshake = future.channel().pipeline().get(SslHandler.class);
            handshake.handshakeFuture().addListener(done -> secured(handshake, future.channel(), exchange, tls.get()));
        }
    }

    /** Nothing of a request has gone out yet, so a handshake that fails is a connection that does not come about. */
    private void secured(SslHandler handshake, Channel channel, Exchange exchange, BackendTls tls) {
        Throwable cause = handshake.handshakeFuture().cause();
        if (cause == null && channel.isActive()) {
            tls.secured(handshake);
            usable(channel, exchange);
            return;
        }
        if (!exchange.over()) {
            tls.failed(backend().id(), cause == null ? new ClosedChannelException() : cause);
        }
        var unused = channel.close();
        notConnected(exchange, FailedAttempt.Kind.NOT_CONNECTED);
    }

    private void usable(Channel channel, Exchange exchange) {
        connecting--;
        UpstreamConnection connection = channel.pipeline().get(UpstreamConnection.class);
        open.add(connection);
        exchange.connected(connection);
    }

    private void notConnected(Exchange exchange, FailedAttempt.Kind failure) {
        connecting--;
        backend().disconnected();
        exchange.failed(failure, false);
    }

    /**
     * A fresh connection while there are idle ones is for a request that may not reuse one; it takes the place of the
     * oldest, or such requests would pile up connections that nobody needs.
     */
    private void makeRoom() {
        closeOldestIdle();
        if (backend().connections() >= maxConnections) {
            worker().askForRoom(backend());
        }
    }

    @Override
    void closeOldestIdle() {
        UpstreamConnection oldest = idle.pollFirst();
        if (oldest != null) {
            oldest.close();
        }
    }

    @Override
    void giveBack(UpstreamConnection connection) {
        if (backend().connections() > maxConnections) {
            connection.close();
        } else {
            idle.addLast(connection);
        }
    }

    @Override
    void closed(UpstreamConnection connection) {
        if (open.remove(connection)) {
            backend().disconnected();
        }
        idle.remove(connection);
    }

    @Override
    void handOver(UpstreamConnection connection) {
        if (open.remove(connection)) {
            connection.channel().closeFuture().addListener(closed -> backend().disconnected());
        }
    }

    @Override
    void closeIdle() {
        new ArrayList<>(idle).forEach(UpstreamConnection::close);
    }

    @Override
    int cut() {
        int broken = 0;
        for (UpstreamConnection connection : new ArrayList<>(open)) {
            if (connection.fail(FailedAttempt.Kind.CUT)) {
                broken++;
            }
        }
        return broken;
    }

    @Override
    boolean sweep(long now) {
        if (!open.isEmpty()) {
            long idleLimit = now - timeouts().idleUpstream().toNanos();
            for (UpstreamConnection connection : new ArrayList<>(open)) {
                connection.sweep(now, idleLimit);
            }
        }
        return open.isEmpty() && connecting == 0;
    }

    @Override
    public String toString() {
        return backend() + ": " + open.size() + " open, " + idle.size() + " idle";
    }
}
