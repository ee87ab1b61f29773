package io.gauntlet.lb.pool;

import java.util.List;

/** Lays out what picks from a list of backends need. */
@FunctionalInterface
public interface Layout {
    /**
     * Lays it out for a list that is about to be picked from.
     *
     * @param current what is picked from so far
     */
    void prepare(List<Backend> current, List<Backend> next);
}
