package io.gauntlet.lb;

import io.gauntlet.lb.access.AccessLog;
import io.gauntlet.lb.config.BalancerConfig;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.http.HttpPlane;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Traffic;
import io.gauntlet.lb.tcp.TcpPlane;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** All that carries traffic, as one. Thread-safe. */
record Planes(HttpPlane http, TcpPlane tcp, AccessLog access) implements Traffic {
    @Override
    public CompletionStage<Void> settle(List<Backend> backends) {
        return http.settle(backends).thenCompose(unused -> tcp.settle(backends));
    }

    @Override
    public CompletionStage<Integer> cut(Backend backend) {
        return http.cut(backend).thenCombine(tcp.cut(backend), Integer::sum);
    }

    /**
     * Writes a line for every request to the file that the configuration names, opened anew.
     *
     * @throws ConfigException if it can't be opened; then nothing changes
     */
    void directAccess(BalancerConfig config) {
        try {
            access.direct(config.accessLog());
        } catch (IOException e) {
            throw new ConfigException("access-log: file: " + config.accessLog().orElseThrow() + ": " + reason(e)
                    + " (expected: a file that can be written to)");
        }
    }

    private static String reason(IOException cause) {
        if (cause instanceof NoSuchFileException) {
            return "no such folder";
        }
        return cause instanceof AccessDeniedException ? "may not be written to" : Reasons.of(cause);
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
        access.close();
    }
}
