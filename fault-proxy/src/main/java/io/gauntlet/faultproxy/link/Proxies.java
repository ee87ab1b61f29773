package io.gauntlet.faultproxy.link;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All proxies of a server, by name.
 *
 * <p>Thread-safe; not to be called on an event loop, since changes wait until they are in force.
 */
public final class Proxies implements AutoCloseable {

    private final Surroundings surroundings;
    private final Map<String, Proxy> byName = new ConcurrentSkipListMap<>();

    /**
     * What all proxies share.
     *
     * @param seed all chance is drawn from
     */
    public record Surroundings(Network network, Dialer dialer, long seed) {}

    public Proxies(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /**
     * Makes a proxy and starts it if it is to be enabled.
     *
     * @throws AlreadyExistsException if the name is taken
     * @throws ListenException if it cannot listen
     */
    public Proxy create(String name, ProxySettings settings) {
        if (byName.containsKey(name)) {
            throw new AlreadyExistsException("proxy");
        }
        var proxy = new Proxy(name, settings, surroundings);
        if (settings.enabled()) {
            proxy.start();
        }
        if (byName.putIfAbsent(name, proxy) != null) {
            proxy.retire();
            throw new AlreadyExistsException("proxy");
        }
        return proxy;
    }

    /** Sorted by name. */
    public List<Proxy> all() {
        return List.copyOf(byName.values());
    }

    public Optional<Proxy> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Stops and forgets a proxy; returns whether it was there. */
    public boolean delete(String name) {
        var proxy = byName.remove(name);
        if (proxy == null) {
            return false;
        }
        proxy.retire();
        return true;
    }

    /**
     * Enables every proxy and removes every toxic.
     *
     * @throws ListenException if a proxy cannot listen again; the others are reset nevertheless
     */
    public void reset() {
        var failures =
                byName.values().stream().flatMap(proxy -> reset(proxy).stream()).toList();
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    private static Optional<ListenException> reset(Proxy proxy) {
        proxy.removeToxics();
        try {
            proxy.start();
            return Optional.empty();
        } catch (ListenException failed) {
            return Optional.of(failed);
        }
    }

    /** Stops all proxies. */
    @Override
    public void close() {
        byName.values().forEach(Proxy::retire);
        byName.clear();
    }
}
