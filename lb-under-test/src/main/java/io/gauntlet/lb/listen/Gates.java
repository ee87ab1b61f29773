package io.gauntlet.lb.listen;

import io.gauntlet.lb.config.ListenerConfig;
import io.gauntlet.lb.config.Protocol;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The gates of listeners, by their names. Thread-safe. */
public final class Gates {
    private final Map<String, Gate> gates = new ConcurrentSkipListMap<>();

    /** Makes the gate of a listener that is to be bound. */
    public Gate build(ListenerConfig listener) {
        var gate = new Gate(listener.name(), max(listener));
        gates.put(listener.name(), gate);
        return gate;
    }

    /** Puts a new configuration in force, as far as the listener is here. */
    public void change(ListenerConfig listener) {
        Gate gate = gates.get(listener.name());
        if (gate != null) {
            gate.change(max(listener));
        }
    }

    /**
     * Without a word about it, what can be served to its end: whoever takes all descriptors has none left to reach backends with, nor
     * for probes and the admin API. Clients of HTTP share few connections to backends, those of TCP need one each.
     */
    private static int max(ListenerConfig listener) {
        return listener.maxConnections().orElseGet(() -> {
            int descriptors = Descriptors.most();
            int fit = listener.protocol() == Protocol.TCP ? descriptors / 20 * 9 : descriptors / 10 * 9;
            return Math.max(1, fit);
        });
    }

    public Map<String, Gate> all() {
        return Collections.unmodifiableMap(gates);
    }
}
