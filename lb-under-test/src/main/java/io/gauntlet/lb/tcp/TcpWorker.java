package io.gauntlet.lb.tcp;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.tunnel.Tunnels;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop with all its TCP connections; confined to it, but for what is said otherwise. */
final class TcpWorker {
    private static final Logger LOG = LoggerFactory.getLogger(TcpWorker.class);
    private static final long SWEEP_MILLIS = 50;

    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final TcpCounters counters;
    private final Tunnels tunnels = new Tunnels();

    /** Those that have not come to a backend yet. */
    private final Set<TcpConnection> seeking = new HashSet<>();

    TcpWorker(EventLoop loop, Bootstrap bootstrap, TcpCounters counters) {
        this.loop = loop;
        this.bootstrap = bootstrap;
        this.counters = counters;
    }

    /** From any thread. */
    EventLoop loop() {
        return loop;
    }

    /** From any thread, once. */
    void begin() {
        var unused = loop.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** For a connection to a backend, on this loop. */
    Bootstrap bootstrap() {
        return bootstrap.clone();
    }

    TcpCounters counters() {
        return counters;
    }

    Tunnels tunnels() {
        return tunnels;
    }

    void opened(TcpConnection connection) {
        seeking.add(connection);
    }

    /** It has come to a backend, or is over. */
    void settled(TcpConnection connection) {
        seeking.remove(connection);
    }

    int open() {
        return seeking.size() + tunnels.count();
    }

    /** Ends all that go to the backend; returns how many that broke off. */
    int cut(Backend backend) {
        int cut = tunnels.cut(backend);
        for (TcpConnection connection : new ArrayList<>(seeking)) {
            if (connection.isFor(backend)) {
                connection.close();
                cut++;
            }
        }
        return cut;
    }

    /** Ends them all; returns how many that broke off. */
    int cutAll() {
        int cut = tunnels.cutAll() + seeking.size();
        new ArrayList<>(seeking).forEach(TcpConnection::close);
        return cut;
    }

    private void sweep() {
        try {
            tunnels.sweep(System.nanoTime());
        } catch (RuntimeException e) {
            // Thrown on, it would end the sweeping, and with it every timeout, for ever.
            LOG.error("sweeping connections failed", e);
        }
    }
}
