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

    private final Object replacing = new Object();

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

    /**
     * Makes a proxy, or leaves the one of that name alone if it leads from the same address to the same upstream, enabled or
     * not, with its toxics; another one is replaced.
     *
     * @throws ListenException if it cannot listen, in which case one that was to be replaced is disabled
     */
    public Proxy createOrReplace(String name, ProxySettings settings) {
        synchronized (replacing) {
            var existing = byName.get(name);
            if (existing != null) {
                if (!existing.differs(settings)) {
                    return existing;
                }
                existing.stop();
            }
            var proxy = new Proxy(name, settings, surroundings);
            if (settings.enabled()) {
                proxy.start();
            }
            var replaced = byName.put(name, proxy);
            if (replaced != null) {
                replaced.retire();
            }
            return proxy;
        }
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
