package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Draws two backends by weight and takes the one from which an answer is to be expected sooner: the time that its last
 * answers took, times the requests that it would have by then for its weight. O(1) per pick; O(n) when the snapshot
 * changes.
 *
 * <p>The load is 1 + in flight * m / weight, where m is the mean weight; an idle backend's is 1 whatever its weight. With
 * the usual (in flight + 1) / weight an idle pool would send all to its heaviest. For the same reason times that differ by
 * less than a quarter count as the same; that much is noise and decay, and would else outweigh the weights. A backend of
 * which nothing is known yet, or any more, passes for as fast as the other.
 */
final class LeastResponseTime implements Algorithm {
    private static final double NOISE = 1.25;

    private final Draw draw;
    private final LongSupplier clock;
    private final Prepared<Layout> layouts = new Prepared<>(LeastResponseTime::layOut);

    /** What goes with one list of eligible backends; not changed once made, but for the times. */
    private record Layout(Lots lots, IdentityHashMap<Backend, ResponseTime> byBackend, List<ResponseTime> times) {}

    /**
     * @param clock nanoseconds, as of {@link System#nanoTime}
     */
    LeastResponseTime(long seed, LongSupplier clock) {
        this.draw = new Draw(seed);
        this.clock = clock;
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(draw.seed());
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        layouts.ahead(current, next);
    }

    @Override
    public void answered(Backend backend, long nanos) {
        @Nullable ResponseTime time = layouts.latest().byBackend().get(backend);
        if (time != null) {
            time.add(nanos, clock.getAsLong());
        }
    }

    @Override
    public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
        Layout current = layouts.of(snapshot.eligible());
        int first = current.lots().draw(draw, excluded, Lots.NONE);
        if (first == Lots.NONE) {
            return null;
        }
        int second = current.lots().draw(draw, excluded, first);
        return current.lots().at(second == Lots.NONE || !sooner(current, second, first) ? first : second);
    }

    private boolean sooner(Layout current, int one, int other) {
        long now = clock.getAsLong();
        double time = current.times().get(one).at(now);
        double otherTime = current.times().get(other).at(now);
        boolean alike = time == 0 || otherTime == 0 || (time < otherTime * NOISE && otherTime < time * NOISE);
        double load = current.lots().load(one);
        double otherLoad = current.lots().load(other);
        return alike ? load < otherLoad : time * load < otherTime * otherLoad;
    }

    /** The times of those that stay go on. */
    private static Layout layOut(List<Backend> eligible, @Nullable Layout before) {
        IdentityHashMap<Backend, ResponseTime> byBackend = new IdentityHashMap<>(eligible.size());
        List<ResponseTime> times = new ArrayList<>(eligible.size());
        for (Backend backend : eligible) {
            @Nullable ResponseTime known = before == null ? null : before.byBackend().get(backend);
            ResponseTime time = known == null ? new ResponseTime() : known;
            byBackend.put(backend, time);
            times.add(time);
        }
        return new Layout(Lots.of(eligible), byBackend, times);
    }
}
