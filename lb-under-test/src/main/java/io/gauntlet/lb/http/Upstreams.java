package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.TimeoutConfig;
import io.gauntlet.lb.config.UpstreamConfig;
import io.gauntlet.lb.config.UpstreamProtocol;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one backend; confined to it. */
abstract sealed class Upstreams permits UpstreamPool, MultiplexedUpstreams {
    private final Pool pool;
    private final Backend backend;
    private final Worker worker;
    private final Bootstrap bootstrap;
    private final BackendSecurity security;
    private TimeoutConfig timeouts;

    Upstreams(Pool pool, Backend backend, Worker worker, ForwardConfig config) {
        this.pool = pool;
        this.backend = backend;
        this.worker = worker;
        this.bootstrap = worker.bootstrap().clone().remoteAddress(backend.address());
        this.security = new BackendSecurity(worker.tls(), pool, backend);
        this.timeouts = config.timeouts();
    }

    /** The pool that the backend belongs to. */
    final Pool pool() {
        return pool;
    }

    final Backend backend() {
        return backend;
    }

    final Worker worker() {
        return worker;
    }

    /** For a connection to the backend. */
    final Bootstrap bootstrap() {
        return bootstrap.clone();
    }

    /** Whether they have TLS. */
    final BackendSecurity security() {
        return security;
    }

    final TimeoutConfig timeouts() {
        return timeouts;
    }

    final int connectMillis() {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeouts.connect().toMillis()));
    }

    /** Goes by other settings from now on, for the connections that are open, too. */
    final void configure(ForwardConfig config) {
        timeouts = config.timeouts();
        bootstrap.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis());
        if (security.configure(config.upstream().tls())) {
            closeIdle();
        }
        limit(config.upstream());
    }

    abstract UpstreamProtocol protocol();

    /** Holds to these numbers of connections and streams from now on. */
    abstract void limit(UpstreamConfig config);

    /**
     * What can carry a request at once, or null.
     *
     * @param used whether it may have carried others before
     */
    abstract @Nullable UpstreamConnection take(boolean used);

    /**
     * Gives what can carry a request, or the failure, to the exchange, later.
     *
     * @return to be run if nobody wants it any more; null if it has failed already
     */
    abstract @Nullable Runnable connect(Exchange exchange);

    /** Takes back what may carry another request. */
    abstract void giveBack(UpstreamConnection connection);

    /** Is told of one that is closed. */
    abstract void closed(UpstreamConnection connection);

    /** It carries no requests any more, but is a connection to the backend still. */
    abstract void handOver(UpstreamConnection connection);

    abstract void closeOldestIdle();

    /** Closes what carries nothing, now or as soon as it carries nothing any more. */
    abstract void closeIdle();

    /** Closes everything; returns how many requests that broke off. */
    abstract int cut();

    /** Ends what took too long; true when nothing is left here. */
    abstract boolean sweep(long now);
}
