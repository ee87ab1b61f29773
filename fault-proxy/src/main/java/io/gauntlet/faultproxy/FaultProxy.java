package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.api.ApiServer;
import io.gauntlet.faultproxy.link.Dialer;
import io.gauntlet.faultproxy.link.Network;
import io.gauntlet.faultproxy.link.Proxies;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean closed = new AtomicBoolean();

    private FaultProxy(FaultProxySettings settings) {
        this.settings = settings;
        int loops = Math.max(2, Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors()));
        this.network = new Network("fault-proxy", loops);
        this.dialer = new Dialer(network, settings.dialTimeout());
        this.proxies = new Proxies(new Proxies.Surroundings(network, dialer, settings.seed()));
        try {
            this.api = new ApiServer(new InetSocketAddress(settings.host(), settings.port()), proxies);
        } catch (RuntimeException failed) {
            stopLinks();
            throw failed;
        }
        LOG.info("API at {}:{}, seed {}", settings.host(), port(), settings.seed());
    }

    /** Starts on any free port of 127.0.0.1. */
    public static FaultProxy start() {
        return start(FaultProxySettings.defaults());
    }

    /**
     * Starts with these settings.
     *
     * @throws io.gauntlet.faultproxy.link.ListenException if the API's address cannot be bound
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
