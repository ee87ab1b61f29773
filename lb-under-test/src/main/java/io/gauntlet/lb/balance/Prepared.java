package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
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
    private final AtomicReference<Two<T>> made;

    private record Made<T>(List<Backend> eligible, T value) {}

    /**
     * What belongs to two lists, of which one is picked from.
     *
     * @param latest what was picked from last
     * @param other belongs to the list before that, or to the next one
     * @param begun what holds from the first pick from the next one on, made beforehand so that no pick has to; null where
     *     the other is not the next
     */
    private record Two<T>(
            Made<T> latest, Made<T> other, @Nullable Two<T> begun) {
        static <T> Two<T> withNext(Made<T> latest, Made<T> next) {
            return new Two<>(latest, next, new Two<>(next, latest, null));
        }
    }

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
        this.made = new AtomicReference<>(new Two<>(none, none, null));
    }

    /** One that makes no use of what was before. */
    static <T> Prepared<T> anew(Function<List<Backend>, T> maker) {
        return new Prepared<>((eligible, before) -> maker.apply(eligible));
    }

    private Two<T> known() {
        return Objects.requireNonNull(made.get());
    }

    /** What is laid out for just this list; a snapshot's list never changes, and a changed weight comes with a new one. */
    T of(List<Backend> eligible) {
        Two<T> known = known();
        if (known.latest().eligible() == eligible) {
            return known.latest().value();
        }
        Made<T> other = known.other();
        if (other.eligible() != eligible) {
            return make(known, eligible);
        }
        if (known.begun() != null) {
            // In vain where another pick does the same, or the next list is laid out already: that keeps what this one
            // has.
            made.compareAndSet(known, known.begun());
        }
        return other.value();
    }

    private T make(Two<T> known, List<Backend> eligible) {
        Made<T> latest = known.latest();
        var fresh = new Made<>(eligible, maker.make(eligible, latest.value()));
        made.compareAndSet(
                known, known.begun() == null ? new Two<>(fresh, latest, null) : Two.withNext(fresh, known.other()));
        return fresh.value();
    }

    /**
     * Lays it out for a list that nobody picks from as yet, and keeps what belongs to the one that is picked from.
     *
     * @return what was laid out; of what began or ended while it was being made, it may not have been told
     */
    T ahead(List<Backend> current, List<Backend> next) {
        Two<T> known = known();
        Made<T> kept = known.other().eligible() == current ? known.other() : known.latest();
        if (kept.eligible() == next) {
            return kept.value();
        }
        var fresh = new Made<>(next, maker.make(next, kept.value()));
        made.set(Two.withNext(kept, fresh));
        return fresh.value();
    }

    /** What was picked from last. */
    T latest() {
        return known().latest().value();
    }

    /**
     * What was laid out ahead and nobody has picked from yet, or null. Who tells both this and {@link #latest} of a change
     * asks for this first: then neither is missed when the first pick comes in between.
     */
    @Nullable T next() {
        Two<T> known = known();
        return known.begun() == null ? null : known.other().value();
    }
}
