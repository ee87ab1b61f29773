package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.link.Direction;
import io.gauntlet.faultproxy.link.NamedToxic;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Proxy;
import io.gauntlet.faultproxy.link.ProxySettings;
import java.util.List;

/**
 * A proxy as Java code sees it, without HTTP: where it listens, its faults, whether it is up.
 *
 * <p>Thread-safe. Every call returns when it is in force on all live connections. It is the same proxy that the API has
 * under {@link #name()}.
 */
public final class Link implements AutoCloseable {

    private final Proxies proxies;
    private final Proxy proxy;

    Link(Proxies proxies, Proxy proxy) {
        this.proxies = proxies;
        this.proxy = proxy;
    }

    public String name() {
        return proxy.name();
    }

    /** The address that clients connect to, as {@code host:port}. */
    public String address() {
        return proxy.settings().listen();
    }

    /** The port that clients connect to. */
    public int port() {
        var address = address();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** How many clients are connected at this moment. */
    public int connections() {
        return proxy.connections();
    }

    /** Begins a fault on what goes from the client to the server; {@code type} is the toxic's name, as {@code latency}. */
    public Fault upstream(String type) {
        return new Fault(proxy, Direction.UPSTREAM, type);
    }

    /** Begins a fault on what goes from the server to the client, or on new connections. */
    public Fault downstream(String type) {
        return new Fault(proxy, Direction.DOWNSTREAM, type);
    }

    /** The names of the faults there are. */
    public List<String> faults() {
        return proxy.toxics().stream().map(NamedToxic::name).toList();
    }

    /** Removes a fault; returns whether it was there. */
    public boolean remove(String fault) {
        return proxy.remove(fault);
    }

    /** Removes all faults. */
    public void heal() {
        faults().forEach(proxy::remove);
    }

    /** Refuses connections and closes those there are. */
    public void down() {
        enable(false);
    }

    /**
     * Accepts connections again, at the same address.
     *
     * @throws io.gauntlet.faultproxy.link.ListenException if it cannot listen
     */
    public void up() {
        enable(true);
    }

    private void enable(boolean enabled) {
        var settings = proxy.settings();
        proxy.update(new ProxySettings(settings.listen(), settings.upstream(), enabled));
    }

    /** Leads to another server; live connections are closed. */
    public void lead(String upstream) {
        var settings = proxy.settings();
        proxy.update(new ProxySettings(settings.listen(), upstream, settings.enabled()));
    }

    /** Takes the proxy away. */
    @Override
    public void close() {
        proxies.delete(proxy.name());
    }
}
