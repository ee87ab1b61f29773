package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Gate;
import io.gauntlet.faultproxy.toxic.Gate.Admission;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a proxy, those that are held at the gate included.
 *
 * <p>Thread-safe: the lock is this object's, which nobody holds while waiting, so that event loops may take it.
 */
final class Clients {

    private final String name;
    private final Dialer dialer;
    private final Chance chance;

    /** Guarded by this, for writing. */
    private volatile List<NamedToxic> toxics = List.of();

    /** Guarded by this. */
    private final Set<Connection> connections = new HashSet<>();

    /** Guarded by this. */
    private final Set<Connection> held = new HashSet<>();

    /** Where new connections lead; none is let in without. Guarded by this. */
    private @Nullable Destination destination;

    /** Guarded by this. */
    private long accepted;

    /** An upstream, and the counts of the traffic to it. */
    record Destination(String upstream, Traffic traffic) {}

    Clients(String name, Dialer dialer, Chance chance) {
        this.name = name;
        this.dialer = dialer;
        this.chance = chance;
    }

    List<NamedToxic> toxics() {
        return toxics;
    }

    synchronized int live() {
        return connections.size();
    }

    /** From now on new connections lead there, or are turned away without a destination. */
    synchronized void lead(@Nullable Destination where) {
        destination = where;
    }

    /** On the client's event loop. */
    void accept(Channel client) {
        Connection connection = null;
        Admission admission;
        synchronized (this) {
            if (destination == null) {
                admission = Admission.CLOSED;
            } else {
                var own = chance.of(accepted++);
                admission = admission(own, connections.size());
                if (admission == Admission.LET_IN || admission == Admission.HELD) {
                    connection = add(client, destination, own, admission);
                }
            }
        }
        switch (admission) {
            case LET_IN -> {
                if (connection != null) {
                    connection.open();
                }
            }
            case CLOSED -> Connection.closeWithFin(client);
            case RESET -> Connection.closeWithReset(client);
            case HELD -> {
                // Nothing is read before it is opened.
            }
        }
    }

    /** Holding the lock: a connection either starts with the newest toxics or is among those that are told of them. */
    private Connection add(Channel client, Destination where, Chance own, Admission admission) {
        var route = new Connection.Route(name, where.upstream(), dialer, own, where.traffic());
        var connection = new Connection(client, route, toxics, this::forget);
        connections.add(connection);
        if (admission == Admission.HELD) {
            held.add(connection);
        }
        return connection;
    }

    private Admission admission(Chance own, int live) {
        long now = System.nanoTime();
        for (var toxic : toxics) {
            if (toxic.toxic() instanceof Gate gate
                    && toxic.schedule().on(now)
                    && own.of(toxic).generator().nextDouble() < toxic.toxicity()) {
                var admission = gate.admit(live);
                if (admission != Admission.LET_IN) {
                    return admission;
                }
            }
        }
        return Admission.LET_IN;
    }

    /** Serves those connections that no toxic holds any more. */
    void release() {
        var free = new ArrayList<Connection>();
        synchronized (this) {
            for (var connection : List.copyOf(held)) {
                if (admission(connection.chance(), 0) != Admission.HELD) {
                    held.remove(connection);
                    free.add(connection);
                }
            }
        }
        free.forEach(connection -> connection.loop().execute(connection::open));
    }

    /** Makes these the toxics of all connections; the futures are done when they are in force. */
    List<Future<?>> become(List<NamedToxic> changed) {
        List<Connection> live;
        synchronized (this) {
            toxics = changed;
            live = List.copyOf(connections);
        }
        var changes = new ArrayList<Future<?>>();
        live.forEach(connection -> changes.add(connection.become(changed)));
        return changes;
    }

    /** Closes all connections; the futures are done when that is so. */
    List<Future<?>> drop() {
        List<Connection> live;
        synchronized (this) {
            live = List.copyOf(connections);
        }
        var closes = new ArrayList<Future<?>>();
        live.forEach(connection -> closes.add(connection.drop()));
        return closes;
    }

    private synchronized void forget(Connection connection) {
        connections.remove(connection);
        held.remove(connection);
    }
}
