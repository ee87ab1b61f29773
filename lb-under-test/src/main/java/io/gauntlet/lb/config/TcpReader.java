package io.gauntlet.lb.config;

import java.util.List;
import java.util.Optional;

/** Reads what a listener of TCP has that one of HTTP has not. */
final class TcpReader {
    private TcpReader() {}

    /** The name of its one pool, which must not ask for what only a request has. */
    static String pool(Section listener, List<PoolConfig> pools) {
        if (listener.has("tls")) {
            throw listener.place("tls")
                    .error("tls: means nothing to tcp, which passes it through (expected: protocol: http, or no tls)");
        }
        PoolConfig pool = ListenerReader.pool(listener, pools);
        Optional<AffinityConfig> affinity = pool.policy().affinity();
        if (affinity.isPresent() && !(affinity.get() instanceof AffinityConfig.ClientAddress)) {
            throw listener.place("pool")
                    .error("pool: '" + pool.name() + "' knows its sessions by what is in requests (expected: one with"
                            + " affinity by client-address, or with none: a TCP connection has no requests)");
        }
        return pool.name();
    }
}
