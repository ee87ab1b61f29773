package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import java.util.function.Function;

/**
 * What an algorithm lays out for one list of eligible backends, made anew by whoever first picks from another list.
 * Thread-safe: several threads may make it at once, and any of theirs will do.
 *
 * @param <T> what is laid out; safe to be read by all threads
 */
final class Prepared<T> {
    private final Function<List<Backend>, T> make;
    private volatile Made<T> made;

    private record Made<T>(List<Backend> eligible, T value) {}

    Prepared(Function<List<Backend>, T> make) {
        this.make = make;
        List<Backend> nobody = List.of();
        this.made = new Made<>(nobody, make.apply(nobody));
    }

    /** What is laid out for just this list; a snapshot's list never changes, and a changed weight comes with a new one. */
    T of(List<Backend> eligible) {
        Made<T> current = made;
        if (current.eligible() != eligible) {
            current = new Made<>(eligible, make.apply(eligible));
            made = current;
        }
        return current.value();
    }

    /** What was laid out last. */
    T latest() {
        return made.value();
    }
}
