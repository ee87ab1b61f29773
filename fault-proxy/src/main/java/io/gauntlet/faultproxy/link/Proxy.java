package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Toxic;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener, the upstream it leads to, and the toxics on the way.
 *
 * <p>Thread-safe. What changes it waits until the change is in force on all live connections, and thus must not be called on
 * an event loop. Changes exclude each other (this object's lock); the event loops only ever take the gate, which nobody holds
 * while waiting.
 */
public final class Proxy {

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
    private static final long ACKNOWLEDGE_SECONDS = 5;

    private final String name;
    private final Network network;
    private final Dialer dialer;
    private final Chance chance;

    private volatile ProxySettings settings;
    private volatile List<NamedToxic> toxics = List.of();

    /** Guarded by this. */
    private @Nullable Channel listener;

    /** Guarded by this. */
    private boolean retired;

    private final Object gate = new Object();

    /** Guarded by gate. */
    private final Set<Connection> connections = new HashSet<>();

    /** Guarded by gate. */
    private boolean accepting;

    /** Guarded by gate. */
    private long accepted;

    Proxy(String name, ProxySettings settings, Proxies.Surroundings surroundings) {
        this.name = name;
        this.network = surroundings.network();
        this.dialer = surroundings.dialer();
        this.chance = new Chance(surroundings.seed()).of(name.hashCode());
        this.settings = new ProxySettings(settings.listen(), settings.upstream(), false);
    }

    public String name() {
        return name;
    }

    /** As they are now: while enabled, {@code listen} is the address that is really bound. */
    public ProxySettings settings() {
        return settings;
    }

    /** All toxics, those on the upstream stream first. */
    public List<NamedToxic> toxics() {
        var all = toxics;
        return Stream.of(Direction.values())
                .flatMap(direction -> all.stream().filter(toxic -> toxic.direction() == direction))
                .toList();
    }

    public Optional<NamedToxic> toxic(String toxicName) {
        return toxics.stream().filter(toxic -> toxic.name().equals(toxicName)).findFirst();
    }

    /**
     * Changes settings; another listener or upstream drops all connections, toxics stay.
     *
     * @throws ListenException if it cannot listen, in which case it is disabled
     */
    public synchronized void update(ProxySettings wanted) {
        var resolved = Endpoint.text(Endpoint.parse(wanted.listen()).resolve());
        boolean sameListener =
                resolved.equals(settings.listen()) || wanted.listen().equals(settings.listen());
        if (!sameListener || !wanted.upstream().equals(settings.upstream())) {
            stop();
            settings = new ProxySettings(wanted.listen(), wanted.upstream(), false);
        }
        if (wanted.enabled()) {
            start();
        } else {
            stop();
        }
    }

    /** Accepts connections, if it does not yet. */
    synchronized void start() {
        if (settings.enabled() || retired) {
            return;
        }
        accepting(true);
        try {
            var bound = network.listen(address(), new ChannelInitializer<>() {
                @Override
                protected void initChannel(Channel client) {
                    accept(client);
                }
            });
            listener = bound;
            var listen = Endpoint.text((InetSocketAddress) bound.localAddress());
            settings = new ProxySettings(listen, settings.upstream(), true);
        } catch (ListenException failed) {
            accepting(false);
            throw failed;
        }
        LOG.info("{}: {} -> {}", name, settings.listen(), settings.upstream());
    }

    private InetSocketAddress address() {
        try {
            return Endpoint.parse(settings.listen()).resolve();
        } catch (ListenException malformed) {
            throw new ListenException("listen tcp: " + malformed.getMessage(), malformed);
        }
    }

    /** Stops for good: whoever has looked it up before it was deleted cannot start it again. */
    synchronized void retire() {
        retired = true;
        stop();
    }

    /** Refuses connections and closes those there are. */
    synchronized void stop() {
        if (!settings.enabled()) {
            return;
        }
        settings = new ProxySettings(settings.listen(), settings.upstream(), false);
        accepting(false);
        if (listener != null) {
            network.unlisten(listener);
            listener = null;
        }
        acknowledge(live().stream().map(Connection::drop).toList());
        LOG.info("{}: stopped", name);
    }

    /**
     * Puts a toxic last on its stream.
     *
     * @throws AlreadyExistsException if the name is taken
     */
    public synchronized void add(NamedToxic toxic) {
        if (toxic(toxic.name()).isPresent()) {
            throw new AlreadyExistsException("toxic");
        }
        become(Stream.concat(toxics.stream(), Stream.of(toxic)).toList());
    }

    /** Gives a toxic other attributes and another toxicity; returns it, or nothing if it does not exist. */
    public synchronized Optional<NamedToxic> change(String toxicName, Toxic toxic, float toxicity) {
        var changed = toxic(toxicName).map(old -> old.changed(toxic, toxicity));
        changed.ifPresent(fresh -> become(toxics.stream()
                .map(old -> old.name().equals(toxicName) ? fresh : old)
                .toList()));
        return changed;
    }

    /** Removes a toxic; returns whether it was there. */
    public synchronized boolean remove(String toxicName) {
        boolean found = toxic(toxicName).isPresent();
        if (found) {
            become(toxics.stream()
                    .filter(toxic -> !toxic.name().equals(toxicName))
                    .toList());
        }
        return found;
    }

    synchronized void removeToxics() {
        if (!toxics.isEmpty()) {
            become(List.of());
        }
    }

    private void become(List<NamedToxic> changed) {
        List<Connection> live;
        // A connection either starts with the new list or is among those that are told of it.
        synchronized (gate) {
            toxics = changed;
            live = List.copyOf(connections);
        }
        acknowledge(live.stream().map(connection -> connection.become(changed)).toList());
    }

    private void accepting(boolean open) {
        synchronized (gate) {
            accepting = open;
        }
    }

    private List<Connection> live() {
        synchronized (gate) {
            return List.copyOf(connections);
        }
    }

    /** On the client's event loop. */
    private void accept(Channel client) {
        Connection connection;
        synchronized (gate) {
            if (!accepting) {
                var unused = client.close();
                return;
            }
            var route = new Connection.Route(name, settings.upstream(), dialer, chance.of(accepted++));
            connection = new Connection(client, route, toxics, this::forget);
            connections.add(connection);
        }
        connection.open();
    }

    private void forget(Connection connection) {
        synchronized (gate) {
            connections.remove(connection);
        }
    }

    private void acknowledge(List<? extends Future<?>> changes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACKNOWLEDGE_SECONDS);
        var late = new ArrayList<Future<?>>();
        for (var change : changes) {
            long left = Math.max(0, deadline - System.nanoTime());
            if (!change.awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
                late.add(change);
            }
        }
        if (!late.isEmpty()) {
            LOG.warn("{}: {} connections are slow to follow a change", name, late.size());
        }
    }
}
