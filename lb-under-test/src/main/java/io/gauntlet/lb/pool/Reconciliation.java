package io.gauntlet.lb.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Works out which backends stay, come and go. Not thread-safe: the pool guards it. */
final class Reconciliation {
    private final Map<Backend, Lifecycle> before;
    private final PoolRules rules;
    private final String cause;
    private final Map<String, Backend> staying = new HashMap<>();
    private final Map<Backend, Lifecycle> next = new LinkedHashMap<>();
    private final List<Transition> transitions = new ArrayList<>();
    private final List<Backend> added = new ArrayList<>();
    private final List<Backend> removed = new ArrayList<>();
    private int reweighted;

    Reconciliation(Map<Backend, Lifecycle> before, PoolRules rules, String cause) {
        this.before = before;
        this.rules = rules;
        this.cause = cause;
        before.forEach((backend, lifecycle) -> {
            // A removal cannot be taken back, so who is leaving is not there any more.
            if (!lifecycle.removing()) {
                staying.put(backend.id(), backend);
            }
        });
    }

    /** The next backend of the new configuration. */
    void take(Candidate candidate) {
        Backend backend = staying.get(candidate.id());
        Lifecycle lifecycle = backend == null ? null : before.get(backend);
        if (backend == null || lifecycle == null || !candidate.is(backend)) {
            Backend fresh = candidate.fresh();
            next.put(fresh, new Lifecycle(rules.health(), rules.firstState()));
            added.add(fresh);
            return;
        }
        if (backend.nominalWeight() != candidate.weight()) {
            backend.weigh(candidate.weight());
            reweighted++;
        }
        BackendState from = lifecycle.state();
        lifecycle.carryOn(rules.health(), rules.keptState().apply(lifecycle.health()));
        note(backend, lifecycle, from);
        next.put(backend, lifecycle);
    }

    /** All backends in the new order, those that leave behind those that stay. */
    Map<Backend, Lifecycle> finish() {
        Map<String, Backend> holders = new HashMap<>();
        next.keySet().forEach(backend -> holders.put(backend.id(), backend));
        before.forEach((backend, lifecycle) -> {
            if (next.containsKey(backend)) {
                return;
            }
            if (!lifecycle.removing()) {
                BackendState from = lifecycle.state();
                lifecycle.beginRemoval();
                note(backend, lifecycle, from);
                removed.add(backend);
            }
            @Nullable Backend holder = holders.get(backend.id());
            if (holder != null) {
                lifecycle.supersede();
            }
            next.put(backend, lifecycle);
        });
        return next;
    }

    private void note(Backend backend, Lifecycle lifecycle, BackendState from) {
        BackendState to = lifecycle.state();
        if (from != to) {
            lifecycle.because(cause);
            transitions.add(new Transition(backend, from, to, cause));
        }
    }

    List<Transition> transitions() {
        return transitions;
    }

    Reconciled result() {
        return new Reconciled(added, removed, reweighted);
    }
}
