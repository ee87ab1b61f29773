package io.gauntlet.lb.tunnel;

import io.gauntlet.lb.pool.Backend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/** The tunnels of one event loop; confined to it. */
public final class Tunnels {
    private final Set<Tunnel> tunnels = new HashSet<>();

    public void add(Tunnel tunnel) {
        tunnels.add(tunnel);
    }

    /** Those with a connection that is still open, after its end too. */
    public int count() {
        tunnels.removeIf(Tunnel::gone);
        return tunnels.size();
    }

    /** Ends those that lead to the backend; returns how many that broke off. */
    public int cut(Backend backend) {
        return cut(tunnel -> tunnel.to() == backend);
    }

    /** Ends them all; returns how many that broke off. */
    public int cutAll() {
        return cut(tunnel -> true);
    }

    private int cut(Predicate<Tunnel> which) {
        int cut = 0;
        for (Tunnel tunnel : new ArrayList<>(tunnels)) {
            if (which.test(tunnel) && tunnel.cut()) {
                cut++;
            }
        }
        return cut;
    }

    /** Ends those that were idle too long, and forgets those that are gone. */
    public void sweep(long now) {
        for (Tunnel tunnel : new ArrayList<>(tunnels)) {
            tunnel.sweep(now);
        }
        tunnels.removeIf(Tunnel::gone);
    }
}
