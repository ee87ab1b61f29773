package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an algorithm lays out for one list of eligible backends, made anew by whoever first picks from another list.
 * Thread-safe: several threads may make it at once, and any of theirs will do.
 *
 * @param <T> what is laid out; safe to be read by all threads
 */
final class Prepared<T> {
    private final Maker<T> maker;
    private volatile Made<T> made;

    private record Made<T>(List<Backend> eligible, T value) {}

    /** Lays out what is needed. */
    interface Maker<T> {
        /**
         * What is needed for this list.
         *
         * @param before what was laid out last, of which it may make use; null at first, for a list of nobody
         */
        T make(List<Backend> eligible, @Nullable T before);
    }

    Prepared(Maker<T> maker) {
        this.maker = maker;
        List<Backend> nobody = List.of();
        this.made = new Made<>(nobody, maker.make(nobody, null));
    }

    /** One that makes no use of what was before. */
    static <T> Prepared<T> anew(Function<List<Backend>, T> maker) {
        return new Prepared<>((eligible, before) -> maker.apply(eligible));
    }

    /** What is laid out for just this list; a snapshot's list never changes, and a changed weight comes with a new one. */
    T of(List<Backend> eligible) {
        Made<T> current = made;
        if (current.eligible() != eligible) {
            current = new Made<>(eligible, maker.make(eligible, current.value()));
            made = current;
        }
        return current.value();
    }

    /** What was laid out last. */
    T latest() {
        return made.value();
    }
}
