package io.gauntlet.lb.http;

import io.gauntlet.lb.config.BackendTlsConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.tls.BackendTls;
import io.gauntlet.lb.tls.TlsStore;
import java.util.Optional;

/** Whether the connections to a backend have TLS, under one configuration after the other. Confined to its event loop. */
final class BackendSecurity {
    private final TlsStore store;
    private final Pool pool;
    private final Backend backend;
    private Optional<BackendTlsConfig> config = Optional.empty();

    BackendSecurity(TlsStore store, Pool pool, Backend backend) {
        this.store = store;
        this.pool = pool;
        this.backend = backend;
    }

    /** Goes by other settings; true if they are other ones. */
    boolean configure(Optional<BackendTlsConfig> other) {
        boolean changed = !config.equals(other);
        config = other;
        return changed;
    }

    boolean wanted() {
        return config.isPresent();
    }

    /**
     * What secures the next connection. Where it is wanted and there is none, no configuration has the pool any more, and
     * nothing may go out in the clear instead.
     */
    Optional<BackendTls> next() {
        return config.flatMap(wanted -> store.backends(pool.name(), wanted));
    }

    boolean missing() {
        return wanted() && next().isEmpty();
    }

    /** A handshake has failed, or the backend has taken back that it had not; says so. */
    void failed(Throwable cause) {
        next().ifPresent(tls -> tls.failed(backend.id(), cause));
    }
}
