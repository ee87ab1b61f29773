package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.api.ApiServer;
import io.gauntlet.faultproxy.api.Population;
import io.gauntlet.faultproxy.link.Dialer;
import io.gauntlet.faultproxy.link.Network;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Proxy;
import io.gauntlet.faultproxy.link.ProxySettings;
import io.gauntlet.faultproxy.link.Transport;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running fault proxy: a server of Toxiproxy's HTTP API with the proxies that are made through it.
 *
 * <p>Thread-safe. All threads are daemons; {@link #close()} closes all sockets and stops them.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final int MAX_LOOPS = 4;

    private final FaultProxySettings settings;
    private final Network network;
    private final Dialer dialer;
    private final Proxies proxies;
    private final ApiServer api;
    private final AtomicInteger links = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private FaultProxy(FaultProxySettings settings) {
        this.settings = settings;
        var transport = Transport.chosen();
        int loops = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
        this.network = new Network("fault-proxy", loops, transport);
        this.dialer = new Dialer(network, settings.dialTimeout());
        this.proxies = new Proxies(new Proxies.Surroundings(network, dialer, settings.seed()));
        try {
            this.api = new ApiServer(
                    new InetSocketAddress(settings.host(), settings.port()), proxies, settings.features());
        } catch (RuntimeException failed) {
            stopLinks();
            throw failed;
        }
        LOG.info("API at {}:{}, seed {}, {}", settings.host(), port(), settings.seed(), transport);
    }

    /** Starts on any free port of 127.0.0.1. */
    public static FaultProxy start() {
        return start(FaultProxySettings.defaults());
    }

    /**
     * Starts with these settings.
     *
     * @throws io.gauntlet.faultproxy.link.ListenException if the API's address cannot be bound
     * @throws io.gauntlet.faultproxy.link.TransportException if {@link Transport#PROPERTY} asks for what there is not
     */
    public static FaultProxy start(FaultProxySettings settings) {
        return new FaultProxy(settings);
    }

    /** The address that the API is bound to. */
    public InetSocketAddress address() {
        return api.address();
    }

    /** The API's port. */
    public int port() {
        return address().getPort();
    }

    /** What all chance is drawn from: with the same seed, the same connections get the same toxics. */
    public long seed() {
        return settings.seed();
    }

    /**
     * Lays a link under a name of its own, without HTTP; the API sees it as well.
     *
     * @param listen {@code host:port}, port 0 for any
     * @param upstream {@code host:port} of the server
     * @throws io.gauntlet.faultproxy.link.ListenException if it cannot listen
     */
    public Link link(String listen, String upstream) {
        return link("link-" + links.incrementAndGet(), listen, upstream);
    }

    /**
     * Lays a link of that name.
     *
     * @throws io.gauntlet.faultproxy.link.AlreadyExistsException if the name is taken
     * @throws io.gauntlet.faultproxy.link.ListenException if it cannot listen
     */
    public Link link(String name, String listen, String upstream) {
        return new Link(proxies, proxies.create(name, new ProxySettings(listen, upstream, true)));
    }

    /**
     * Makes proxies of a JSON array, as {@code /populate} does.
     *
     * @throws PopulateException if it is malformed or one of them cannot listen
     */
    public void populate(String json) {
        var error = Population.of(proxies, json);
        if (error.isPresent()) {
            throw new PopulateException(error.get());
        }
    }

    /** The names of all proxies. */
    public Set<String> names() {
        return proxies.all().stream().map(Proxy::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Removes a proxy; returns whether it was there. */
    public boolean delete(String name) {
        return proxies.delete(name);
    }

    /** Enables every proxy and removes every toxic. */
    public void reset() {
        proxies.reset();
    }

    /** Stops the API, refuses and closes all connections, and frees all ports and threads. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            api.close();
            stopLinks();
        }
    }

    private void stopLinks() {
        proxies.close();
        dialer.close();
        network.close();
    }
}
