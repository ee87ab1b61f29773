package io.gauntlet.lb.pool;

import java.util.List;

/**
 * What became of a pool's backends when a new configuration was put in force.
 *
 * @param added backends that were not there
 * @param removed backends that are on their way out now; each has still to be drained
 * @param reweighted how many backends have another weight than before
 */
public record Reconciled(List<Backend> added, List<Backend> removed, int reweighted) {
    /** Nothing. */
    public static final Reconciled NOTHING = new Reconciled(List.of(), List.of(), 0);

    public Reconciled {
        added = List.copyOf(added);
        removed = List.copyOf(removed);
    }
}
