package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an algorithm lays out for one list of eligible backends: {@link #ahead} of its publication, or else by whoever first
 * picks from it. Thread-safe: several threads may make it at once, and any of theirs will do.
 *
 * @param <T> what is laid out; safe to be read by all threads
 */
final class Prepared<T> {
    private final Maker<T> maker;

    private volatile Two<T> made;

    private record Made<T>(List<Backend> eligible, T value) {}

    /**
     * What belongs to two lists, of which one is picked from.
     *
     * @param latest laid out by a pick, or picked from when the other one was laid out
     */
    private record Two<T>(Made<T> latest, Made<T> other) {}

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
        var none = new Made<>(nobody, maker.make(nobody, null));
        this.made = new Two<>(none, none);
    }

    /** One that makes no use of what was before. */
    static <T> Prepared<T> anew(Function<List<Backend>, T> maker) {
        return new Prepared<>((eligible, before) -> maker.apply(eligible));
    }

    /** What is laid out for just this list; a snapshot's list never changes, and a changed weight comes with a new one. */
    T of(List<Backend> eligible) {
        Two<T> known = made;
        Made<T> latest = known.latest();
        if (latest.eligible() == eligible) {
            return latest.value();
        }
        if (known.other().eligible() == eligible) {
            return known.other().value();
        }
        var fresh = new Made<>(eligible, maker.make(eligible, latest.value()));
        made = new Two<>(fresh, latest);
        return fresh.value();
    }

    /**
     * Lays it out for a list that nobody picks from as yet, and keeps what belongs to the one that is picked from. Not for
     * what is told of requests that begin and end: that goes by {@link #latest}.
     */
    void ahead(List<Backend> current, List<Backend> next) {
        Two<T> known = made;
        Made<T> kept = known.other().eligible() == current ? known.other() : known.latest();
        made = new Two<>(kept, new Made<>(next, maker.make(next, kept.value())));
    }

    /** What was laid out last by a pick. */
    T latest() {
        return made.latest().value();
    }
}
