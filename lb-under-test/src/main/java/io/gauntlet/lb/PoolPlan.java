package io.gauntlet.lb;

import io.gauntlet.lb.affinity.SessionKey;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.config.BackendConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.config.PoolConfig;
import io.gauntlet.lb.discovery.Discovery;
import io.gauntlet.lb.pool.Candidate;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a pool with all that had to be looked up for it, so that nothing can fail any more when it is put in
 * force.
 *
 * @param candidates that the configuration itself names
 * @param discovery finds further ones, when it runs
 */
record PoolPlan(
        PoolConfig config, List<Candidate> candidates, Optional<SessionKey> key, Optional<Discovery> discovery) {
    private static final Logger LOG = LoggerFactory.getLogger(PoolPlan.class);

    PoolPlan {
        candidates = List.copyOf(candidates);
    }

    /** Looks up names and reads files; blocks. Throws {@link ConfigException} for what the user can mend. */
    static PoolPlan of(PoolConfig config) {
        List<Candidate> candidates = new ArrayList<>();
        for (BackendConfig backend : config.backends()) {
            List<InetSocketAddress> addresses = backend.address().resolveAll();
            if (addresses.isEmpty()) {
                throw new ConfigException("backend '" + backend.id() + "': no such host "
                        + backend.address().host() + " (expected: a name that resolves, or an IP address)");
            }
            if (backend.weight() != 1 && config.algorithm() == AlgorithmName.ROUND_ROBIN) {
                LOG.warn(
                        "pool {}: backend {}: its weight means nothing to round-robin (weighted-round-robin heeds it)",
                        config.name(),
                        backend.id());
            }
            candidates.add(new Candidate(backend.id(), addresses, backend.weight()));
        }
        if (!config.policy().slowStart().isZero() && config.algorithm() == AlgorithmName.ROUND_ROBIN) {
            LOG.warn("pool {}: slow-start means nothing to round-robin (weighted-round-robin heeds it)", config.name());
        }
        return new PoolPlan(config, candidates, key(config), Optional.empty());
    }

    /** The same with a discovery that runs. */
    PoolPlan with(Discovery running) {
        return new PoolPlan(config, candidates, key, Optional.of(running));
    }

    private static Optional<SessionKey> key(PoolConfig config) {
        Optional<CookieConfig> cookie = config.policy().cookie();
        if (cookie.isPresent() && cookie.get().keyFile().isEmpty()) {
            LOG.warn("pool {}: no key-file for its cookie: sessions will not survive a restart", config.name());
        }
        return cookie.flatMap(CookieConfig::keyFile).map(SessionKey::fromFile);
    }
}
