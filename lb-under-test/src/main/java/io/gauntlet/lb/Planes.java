package io.gauntlet.lb;

import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.http.HttpPlane;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Traffic;
import io.gauntlet.lb.tcp.TcpPlane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** All that carries traffic, as one. Thread-safe. */
record Planes(HttpPlane http, TcpPlane tcp) implements Traffic {
    @Override
    public CompletionStage<Void> settle(List<Backend> backends) {
        return http.settle(backends).thenCompose(unused -> tcp.settle(backends));
    }

    @Override
    public CompletionStage<Integer> cut(Backend backend) {
        return http.cut(backend).thenCombine(tcp.cut(backend), Integer::sum);
    }

    /** Puts a new configuration in force for listeners that are bound; complete once all that comes later goes by it. */
    CompletionStage<Void> change(Fleet fleet, BalancerConfig config) {
        return http.change(fleet.sites(config), fleet.forward())
                .thenCompose(unused -> tcp.change(fleet.tcpSites(config)));
    }

    /** Stops to accept, lets what is in flight finish within the grace, then breaks off the rest. Blocks. */
    void stop(Duration grace) {
        long deadline = System.nanoTime() + grace.toNanos();
        tcp.stopAccepting();
        http.stop(grace);
        tcp.stop(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
    }
}
