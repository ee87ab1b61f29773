package io.gauntlet.lb.http;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.UpstreamProtocol;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one backend; confined to it. */
sealed interface Upstreams permits UpstreamPool, MultiplexedUpstreams {
    /** The pool that the backend belongs to. */
    Pool pool();

    Backend backend();

    UpstreamProtocol protocol();

    /** Whether they have TLS. */
    BackendSecurity security();

    /** Goes by other settings from now on, for the connections that are open, too. */
    void configure(ForwardConfig config);

    /**
     * What can carry a request at once, or null.
     *
     * @param used whether it may have carried others before
     */
    @Nullable UpstreamConnection take(boolean used);

    /**
     * Gives what can carry a request, or the failure, to the exchange, later.
     *
     * @return to be run if nobody wants it any more; null if it has failed already
     */
    @Nullable Runnable connect(Exchange exchange);

    /** Takes back what may carry another request. */
    void giveBack(UpstreamConnection connection);

    /** Is told of one that is closed. */
    void closed(UpstreamConnection connection);

    /** It carries no requests any more, but is a connection to the backend still. */
    void handOver(UpstreamConnection connection);

    void closeOldestIdle();

    /** Closes what carries nothing, now or as soon as it carries nothing any more. */
    void closeIdle();

    /** Closes everything; returns how many requests that broke off. */
    int cut();

    /** Ends what took too long; true when nothing is left here. */
    boolean sweep(long now);
}
