package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Gate;
import io.gauntlet.faultproxy.toxic.Gate.Door;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener, the upstream it leads to, and the toxics on the way.
 *
 * <p>Thread-safe. What changes it waits until the change is in force on all live connections, and thus must not be called on
 * an event loop. Changes exclude each other by this object's lock, which event loops never take.
 */
public final class Proxy {

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);
    private static final long ACKNOWLEDGE_SECONDS = 5;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final Network network;
    private final Clients clients;

    /** Guarded by this. */
    private final Entrance entrance;

    private volatile ProxySettings settings;
    private volatile Traffic traffic = new Traffic();

    /** The next time that a gate's schedule changes. Guarded by this. */
    private @Nullable Future<?> nextChange;

    /** Guarded by this. */
    private boolean retired;

    Proxy(String name, ProxySettings settings, Proxies.Surroundings surroundings) {
        this.name = name;
        this.network = surroundings.network();
        this.clients = new Clients(name, surroundings.dialer(), new Chance(surroundings.seed()).of(name.hashCode()));
        this.entrance = new Entrance(network, accepting(clients));
        this.settings = new ProxySettings(settings.listen(), settings.upstream(), false);
    }

    private static ChannelHandler accepting(Clients clients) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel client) {
                clients.accept(client);
            }
        };
    }

    public String name() {
        return name;
    }

    /** As they are now: while enabled, {@code listen} is the address that is really bound. */
    public ProxySettings settings() {
        return settings;
    }

    /** How many clients are connected at this moment. */
    public int connections() {
        return clients.live();
    }

    /** What has gone through since it was made or led elsewhere. */
    public Traffic traffic() {
        return traffic;
    }

    /** All toxics, those on the upstream stream first. */
    public List<NamedToxic> toxics() {
        var all = clients.toxics();
        return Stream.of(Direction.values())
                .flatMap(direction -> all.stream().filter(toxic -> toxic.direction() == direction))
                .toList();
    }

    public Optional<NamedToxic> toxic(String toxicName) {
        return clients.toxics().stream()
                .filter(toxic -> toxic.name().equals(toxicName))
                .findFirst();
    }

    /** Whether these settings lead from another address or to another upstream; whether it is enabled does not matter. */
    boolean differs(ProxySettings wanted) {
        var resolved = Endpoint.text(Endpoint.parse(wanted.listen()).resolve());
        return !resolved.equals(settings.listen()) || !wanted.upstream().equals(settings.upstream());
    }

    /**
     * Changes settings; another listener or upstream drops all connections, toxics stay.
     *
     * @throws ListenException if it cannot listen, in which case it is disabled
     */
    public synchronized void update(ProxySettings wanted) {
        var sameAsWritten =
                wanted.listen().equals(settings.listen()) && wanted.upstream().equals(settings.upstream());
        if (differs(wanted) && !sameAsWritten) {
            stop();
            settings = new ProxySettings(wanted.listen(), wanted.upstream(), false);
            traffic = new Traffic();
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
        clients.lead(new Clients.Destination(settings.upstream(), traffic));
        try {
            var bound = entrance.open(address(), Door.OPEN);
            settings = new ProxySettings(Endpoint.text(bound), settings.upstream(), true);
        } catch (ListenException failed) {
            clients.lead(null);
            throw failed;
        }
        LOG.info("{}: {} -> {}", name, settings.listen(), settings.upstream());
        followGates();
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
        shut();
        LOG.info("{}: stopped", name);
    }

    private void shut() {
        clients.lead(null);
        entrance.shut();
        acknowledge(clients.drop());
    }

    /** Brings door and held connections into line with the gates that are on now, and comes back when that changes. */
    private synchronized void followGates() {
        if (nextChange != null) {
            nextChange.cancel(false);
            nextChange = null;
        }
        if (!settings.enabled()) {
            return;
        }
        long now = System.nanoTime();
        var gates =
                clients.toxics().stream().filter(t -> t.toxic() instanceof Gate).toList();
        long wait = gates.stream()
                .filter(gate -> !gate.schedule().always())
                .mapToLong(gate -> gate.schedule().nanosToChange(now))
                .min()
                .orElse(Long.MAX_VALUE);
        var wanted = gates.stream()
                .filter(gate -> gate.schedule().on(now))
                .map(gate -> ((Gate) gate.toxic()).door())
                .max(Comparator.naturalOrder())
                .orElse(Door.OPEN);
        if (wanted != entrance.door() && !become(wanted)) {
            wait = Math.min(wait, RETRY_NANOS);
        }
        clients.release();
        if (wait < Long.MAX_VALUE) {
            nextChange = network.later(wait, this::followGates);
        }
    }

    private boolean become(Door door) {
        if (door == Door.SHUT) {
            shut();
            return true;
        }
        clients.lead(new Clients.Destination(settings.upstream(), traffic));
        try {
            entrance.open(address(), door);
            return true;
        } catch (ListenException failed) {
            LOG.warn("{}: {}; trying again", name, failed.getMessage());
            return false;
        }
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
        become(Stream.concat(clients.toxics().stream(), Stream.of(toxic)).toList());
    }

    /** Puts a changed toxic in the place of the one of its name; returns whether there is one. */
    public synchronized boolean change(NamedToxic changed) {
        boolean found = toxic(changed.name()).isPresent();
        if (found) {
            become(clients.toxics().stream()
                    .map(old -> old.name().equals(changed.name()) ? changed : old)
                    .toList());
        }
        return found;
    }

    /** Removes a toxic; returns whether it was there. */
    public synchronized boolean remove(String toxicName) {
        boolean found = toxic(toxicName).isPresent();
        if (found) {
            become(clients.toxics().stream()
                    .filter(toxic -> !toxic.name().equals(toxicName))
                    .toList());
        }
        return found;
    }

    synchronized void removeToxics() {
        if (!clients.toxics().isEmpty()) {
            become(List.of());
        }
    }

    private void become(List<NamedToxic> changed) {
        acknowledge(clients.become(changed));
        followGates();
    }

    private void acknowledge(List<io.netty.util.concurrent.Future<?>> changes) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(ACKNOWLEDGE_SECONDS);
        int late = 0;
        for (var change : changes) {
            long left = Math.max(0, deadline - System.nanoTime());
            if (!change.awaitUninterruptibly(left, TimeUnit.NANOSECONDS)) {
                late++;
            }
        }
        if (late > 0) {
            LOG.warn("{}: {} connections are slow to follow a change", name, late);
        }
    }
}
