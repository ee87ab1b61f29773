package io.gauntlet.lb.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * A set of backends that serve the same.
 *
 * <p>Readers take the immutable {@link #snapshot()} through one volatile reference and never wait. Changes are few and
 * come from the control plane; they are made one at a time under this object's lock, and each publishes a new snapshot
 * before it returns.
 */
public final class Pool {
    private final String name;
    private volatile PoolRules rules;
    private final List<PoolListener> listeners;

    /** Guarded by this. */
    private final Map<Backend, Lifecycle> lifecycles = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Ramps ramps = new Ramps();

    /** Guarded by this. */
    private final Preparation preparation;

    private final LongSupplier clock;
    private volatile Snapshot snapshot;
    private volatile AttemptListener attempts = AttemptListener.NONE;

    public Pool(String name, PoolRules rules, List<PoolListener> listeners) {
        this(name, rules, listeners, System::nanoTime);
    }

    /**
     * @param clock monotonic, in nanoseconds
     */
    public Pool(String name, PoolRules rules, List<PoolListener> listeners, LongSupplier clock) {
        this.name = name;
        this.rules = rules;
        this.clock = clock;
        this.preparation = new Preparation(clock);
        this.listeners = new CopyOnWriteArrayList<>(listeners);
        // An empty pool raises no alarm before it had its first backend.
        this.snapshot = new Snapshot(List.of(), List.of(), rules.minimumHealthyHosts() > 0);
    }

    /** Tells this one, too, of every change from now on. */
    public void listen(PoolListener listener) {
        listeners.add(listener);
    }

    /** Who is to be told how attempts end at the backends. */
    public AttemptListener attempts() {
        return attempts;
    }

    /** Tells this one, and no other, how attempts end. */
    public void tellAttempts(AttemptListener listener) {
        attempts = listener;
    }

    /** Lets this one, and no other, lay out what picks need before a snapshot is published. */
    public synchronized void layOutBy(Layout layout) {
        preparation.by(layout, snapshot);
    }

    public String name() {
        return name;
    }

    public int minimumHealthyHosts() {
        return rules.minimumHealthyHosts();
    }

    /** The pool as it is now. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /** Requests in flight on all backends. */
    public int inFlight() {
        int sum = 0;
        for (Member member : snapshot.members()) {
            sum += member.backend().inFlight();
        }
        return sum;
    }

    /** Adds backends; false, and nothing is done, when one of the ids is taken. */
    public synchronized boolean add(List<Backend> backends) {
        for (Backend backend : backends) {
            if (snapshot.member(backend.id()) != null) {
                return false;
            }
        }
        for (Backend backend : backends) {
            lifecycles.put(backend, new Lifecycle(rules.health(), rules.firstState()));
        }
        publish();
        for (Backend backend : backends) {
            listeners.forEach(listener -> listener.added(this, backend, rules.firstState()));
        }
        return true;
    }

    /**
     * Puts a new configuration in force at once. Who has the id and the address of a candidate stays, with its state, its
     * drain, its counters and its connections; the others begin to leave, as do those that were leaving before.
     */
    public Reconciled reconcile(PoolRules others, List<Candidate> candidates) {
        return reconcile(others, candidates, "configuration reloaded");
    }

    /**
     * Like {@link #reconcile(PoolRules, List)}.
     *
     * @param cause what made it, for people to read
     */
    public synchronized Reconciled reconcile(PoolRules others, List<Candidate> candidates, String cause) {
        var reconciliation = new Reconciliation(lifecycles, others, cause);
        candidates.forEach(reconciliation::take);
        Map<Backend, Lifecycle> next = reconciliation.finish();
        rules = others;
        lifecycles.clear();
        lifecycles.putAll(next);
        publish();
        Reconciled reconciled = reconciliation.result();
        for (Backend backend : reconciled.added()) {
            listeners.forEach(listener -> listener.added(this, backend, others.firstState()));
        }
        for (Transition transition : reconciliation.transitions()) {
            listeners.forEach(listener -> listener.changed(this, transition));
        }
        return reconciled;
    }

    /** Changes a weight; no snapshot that is taken from now on has the old one. False when the backend is leaving. */
    public synchronized boolean weigh(Backend backend, int weight) {
        Lifecycle lifecycle = lifecycles.get(backend);
        if (lifecycle == null || lifecycle.removing()) {
            return false;
        }
        backend.weigh(weight);
        // A new snapshot, though it says the same: what was laid out by weights belongs to one snapshot.
        publish();
        return true;
    }

    /** Lets backends that recover from now on take so long to get their whole share; zero for no time. */
    public synchronized void slowStart(Duration window) {
        ramps.window(window);
        publish();
    }

    /** Brings the weights of those in their slow start up to date; false when there are none. */
    public synchronized boolean ramp() {
        if (ramps.weigh(lifecycles.keySet(), clock.getAsLong())) {
            publish();
        }
        return ramps.active();
    }

    /** What is known of each backend, of those that leave, too. */
    public synchronized Map<Backend, Standing> standings() {
        long now = clock.getAsLong();
        Map<Backend, Standing> standings = new HashMap<>();
        lifecycles.forEach((backend, lifecycle) -> {
            Optional<Duration> ejectedFor = lifecycle.ejected()
                    ? Optional.of(Duration.ofNanos(Math.max(0, lifecycle.ejectedUntil() - now)))
                    : Optional.empty();
            standings.put(backend, new Standing(lifecycle.cause(), lifecycle.liveness(), ejectedFor));
        });
        return standings;
    }

    /** Takes note of a probe. */
    public synchronized void probed(Backend backend, ProbeResult result) {
        change(backend, result.cause(), lifecycle -> {
            lifecycle.probed(result);
            return true;
        });
    }

    /** Takes a healthy backend out because of its requests, for so long; false when it is not healthy. */
    public synchronized boolean eject(Backend backend, Duration time, String cause) {
        long until = clock.getAsLong() + time.toNanos();
        return change(backend, cause, lifecycle -> lifecycle.eject(until));
    }

    /** Ends an ejection; what the probes say counts from now on. False when there is none. */
    public synchronized boolean readmit(Backend backend, String cause) {
        return change(backend, cause, Lifecycle::readmit);
    }

    /** From its return on no snapshot allows the backend. */
    public synchronized void drain(Backend backend) {
        change(backend, "drain asked", lifecycle -> {
            lifecycle.drain();
            return true;
        });
    }

    /** Like {@link #drain}, but the backend's own sessions may still go there, until {@link #moveSessions}. */
    public synchronized void drainKeepingSessions(Backend backend) {
        change(backend, "drain asked", lifecycle -> {
            lifecycle.drainKeepingSessions();
            return true;
        });
    }

    /** From its return on no snapshot gives the backend its sessions' requests; false when none did. */
    public synchronized boolean moveSessions(Backend backend) {
        return change(backend, "sessions moved", Lifecycle::moveSessions);
    }

    /** Ends a drain; false when the backend is on its way out for good. */
    public synchronized boolean undrain(Backend backend) {
        return change(backend, "undrain asked", Lifecycle::undrain);
    }

    /** Begins a drain that {@link #remove} ends. */
    public synchronized void beginRemoval(Backend backend) {
        change(backend, "removal asked", lifecycle -> {
            lifecycle.beginRemoval();
            return true;
        });
    }

    /** Forgets the backend. */
    public void remove(Backend backend) {
        remove(List.of(backend));
    }

    /** Forgets backends, all in one change. */
    public synchronized void remove(List<Backend> backends) {
        List<Transition> transitions = new ArrayList<>();
        for (Backend backend : backends) {
            Lifecycle lifecycle = lifecycles.remove(backend);
            if (lifecycle != null) {
                BackendState from = lifecycle.state();
                lifecycle.removed();
                lifecycle.because("removed");
                ramps.end(backend);
                transitions.add(new Transition(backend, from, lifecycle.state(), "removed"));
            }
        }
        if (transitions.isEmpty()) {
            return;
        }
        publish();
        for (Transition transition : transitions) {
            listeners.forEach(listener -> listener.changed(this, transition));
        }
    }

    private boolean change(Backend backend, String cause, Change change) {
        Lifecycle lifecycle = lifecycles.get(backend);
        if (lifecycle == null) {
            return false;
        }
        BackendState from = lifecycle.state();
        boolean served = lifecycle.servesSessions();
        boolean done = change.apply(lifecycle);
        BackendState to = lifecycle.state();
        if (from == to) {
            if (served != lifecycle.servesSessions()) {
                publish();
            }
            return done;
        }
        lifecycle.because(cause);
        if (from == BackendState.UNHEALTHY && to == BackendState.HEALTHY) {
            ramps.begin(backend, clock.getAsLong());
        } else {
            ramps.end(backend);
        }
        publish();
        var transition = new Transition(backend, from, to, cause);
        listeners.forEach(listener -> listener.changed(this, transition));
        return done;
    }

    private void publish() {
        ramps.weigh(lifecycles.keySet(), clock.getAsLong());
        List<Member> members = new ArrayList<>();
        List<Backend> keeping = new ArrayList<>();
        int healthy = 0;
        for (Map.Entry<Backend, Lifecycle> entry : lifecycles.entrySet()) {
            BackendState state = entry.getValue().state();
            if (!entry.getValue().superseded()) {
                members.add(new Member(entry.getKey(), state));
            }
            healthy += state == BackendState.HEALTHY ? 1 : 0;
            if (entry.getValue().servesSessions()) {
                keeping.add(entry.getKey());
            }
        }
        List<Backend> eligible = rules.availability().eligible(members, rules.minimumHealthyHosts());
        boolean below = healthy < rules.minimumHealthyHosts();
        boolean wasBelow = snapshot.belowMinimum();
        keeping.addAll(0, eligible);
        var next = new Snapshot(members, eligible, below, keeping);
        preparation.prepare(next, snapshot);
        snapshot = next;
        if (below != wasBelow) {
            int count = healthy;
            listeners.forEach(listener -> listener.belowMinimum(this, below, count));
        }
    }

    /** One step of a state machine; tells whether it was allowed. */
    private interface Change {
        boolean apply(Lifecycle lifecycle);
    }
}
