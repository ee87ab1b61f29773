package io.gauntlet.lb.tunnel;

import io.gauntlet.lb.pool.Backend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;

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
        int cut = 0;
        for (Tunnel tunnel : new ArrayList<>(tunnels)) {
            if (tunnel.to() == backend && tunnel.cut()) {
                cut++;
            }
        }
        return cut;
    }

    /** Ends them all; returns how many that broke off. */
    public int cutAll() {
        int cut = 0;
        for (Tunnel tunnel : new ArrayList<>(tunnels)) {
            if (tunnel.cut()) {
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
