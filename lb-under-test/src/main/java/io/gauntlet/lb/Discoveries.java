package io.gauntlet.lb;

import io.gauntlet.lb.config.DiscoveryConfig;
import io.gauntlet.lb.discovery.Discovery;
import io.gauntlet.lb.discovery.Network;
import io.gauntlet.lb.pool.Drainer;
import io.gauntlet.lb.pool.Reconciled;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The discoveries of all pools: begins and ends them, and brings what they find into the pools on the control loop, as a
 * reload would. Thread-safe, but for {@link #begin}, which one thread calls at a time.
 */
final class Discoveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Discoveries.class);

    private final Network network;
    private final EventLoop control;
    private final Drainer drainer;
    private final SplittableRandom random = new SplittableRandom();
    private final Set<Discovery> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    Discoveries(Network network, EventLoop control, Drainer drainer) {
        this.network = network;
        this.control = control;
        this.drainer = drainer;
    }

    /** The same plans with their discoveries: one that the configuration does not change goes on, others begin. */
    List<PoolPlan> begin(List<PoolPlan> plans, Fleet earlier) {
        List<PoolPlan> begun = new ArrayList<>();
        for (PoolPlan plan : plans) {
            Optional<DiscoveryConfig> config = plan.config().discovery();
            begun.add(
                    config.isEmpty() ? plan : plan.with(discovery(plan.config().name(), config.get(), earlier)));
        }
        return begun;
    }

    private Discovery discovery(String pool, DiscoveryConfig config, Fleet earlier) {
        return earlier.discovery(pool)
                .filter(known -> known.config().equals(config))
                .orElseGet(() -> {
                    Discovery begun = Discovery.start(pool, config, network, random.split());
                    running.add(begun);
                    if (closed) {
                        close();
                    }
                    return begun;
                });
    }

    /** Waits until each has found something, or its time is over; tells what is wrong with those that have not. */
    static List<String> awaitFirst(List<PoolPlan> plans) throws InterruptedException {
        List<String> silent = new ArrayList<>();
        for (PoolPlan plan : plans) {
            Optional<Discovery> discovery = plan.discovery();
            if (discovery.isPresent() && !discovery.get().awaitFirst()) {
                silent.add("pool " + plan.config().name() + ": discovery: no backends from "
                        + discovery.get().status().source() + " within "
                        + discovery.get().config().initialTimeout().toMillis() + " ms"
                        + discovery
                                .get()
                                .status()
                                .lastError()
                                .map(error -> ": " + error.reason())
                                .orElse(""));
            }
        }
        return silent;
    }

    /** From now on each pool of the fleet goes by what is found for it, beginning with what was found already. */
    void follow(Fleet fleet) {
        for (LivePool pool : fleet.pools().values()) {
            pool.discovery()
                    .ifPresent(discovery -> discovery.listen(() -> control.execute(() -> takeOver(pool, discovery))));
        }
    }

    private void takeOver(LivePool pool, Discovery discovery) {
        // It may have been replaced, or its pool be gone, while this waited for its turn.
        if (!running.contains(discovery)
                || pool.discovery().filter(discovery::equals).isEmpty()) {
            return;
        }
        Reconciled reconciled = pool.rediscover();
        if (reconciled.equals(Reconciled.NOTHING)) {
            return;
        }
        LOG.info(
                "pool {}: discovery: {} backends added, {} removed, {} with another weight",
                pool.pool().name(),
                reconciled.added().size(),
                reconciled.removed().size(),
                reconciled.reweighted());
        var unused = drainer.remove(
                pool.pool(), reconciled.removed(), pool.config().policy().drainGrace());
    }

    /** Ends those that no pool of this fleet goes by. */
    void retain(Fleet fleet) {
        Set<Discovery> needed = Set.copyOf(fleet.discoveries().values());
        Set<Discovery> idle = new HashSet<>(running);
        idle.removeAll(needed);
        idle.forEach(Discovery::close);
        running.removeAll(idle);
    }

    @Override
    public void close() {
        closed = true;
        retain(Fleet.empty());
    }
}
