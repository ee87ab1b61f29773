package io.gauntlet.lb.balance;

import io.gauntlet.lb.config.ForwardConfig;
import io.gauntlet.lb.config.LimitConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.Snapshot;
import io.gauntlet.lb.pool.Transition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one queue of a pool, which outlives its configurations: first come first served, by the terms that are in force.
 * Thread-safe.
 *
 * <p>The lock is for the queue, and the queue is for a pool that is full; while nobody waits, nobody takes it.
 */
public final class WaitingLine implements PoolListener {
    private final Pool pool;
    private final LongAdder queued = new LongAdder();
    private final LongAdder shed = new LongAdder();

    /** Guarded by itself. */
    private final Map<Seeker, Waiter> queue = new LinkedHashMap<>();

    /** The size of the queue, written under its lock. */
    private volatile int waiting;

    /** Have a place, and have yet to hear of it on their own threads. */
    private final AtomicInteger beingTold = new AtomicInteger();

    /** How those that wait get a place; read only when somebody waits. */
    private volatile Terms terms = wish -> null;

    private WaitingLine(Pool pool) {
        this.pool = pool;
    }

    /** The line of a pool, which goes by every change of it. */
    public static WaitingLine of(Pool pool) {
        var line = new WaitingLine(pool);
        pool.listen(line);
        return line;
    }

    /**
     * The admission that this configuration asks for. Those that wait are served by it from now on; what was given out by
     * an earlier one may still be given back to that.
     */
    public Admission admit(Algorithm algorithm, ForwardConfig config) {
        if (config.unlimited()) {
            var open = new OpenAdmission(pool, algorithm, this);
            replace(open::take);
            return open;
        }
        return admit(algorithm, config.maxInFlight(), config.limits());
    }

    /** An admission with so many places at each backend. */
    LimitedAdmission admit(Algorithm algorithm, int places, LimitConfig limits) {
        var limited = new LimitedAdmission(algorithm, places, limits, this);
        replace(limited::take);
        return limited;
    }

    private void replace(Terms others) {
        terms = others;
        reconsider();
    }

    Pool pool() {
        return pool;
    }

    /** Puts somebody in; false when so many wait already. */
    boolean enqueue(Seeker seeker, Wish wish, LimitConfig limits) {
        var waiter = new Waiter(seeker, wish);
        synchronized (queue) {
            if (queue.size() >= limits.queue()) {
                return false;
            }
            queue.put(seeker, waiter);
            waiting = queue.size();
        }
        queued.increment();
        waiter.deadline = seeker.thread()
                .schedule(() -> expire(seeker), limits.queueTimeout().toNanos(), TimeUnit.NANOSECONDS);
        return true;
    }

    private void expire(Seeker seeker) {
        if (remove(seeker) != null) {
            shed(seeker);
        }
    }

    void shed(Seeker seeker) {
        shed.increment();
        seeker.shed();
    }

    void leave(Seeker seeker) {
        Waiter waiter = remove(seeker);
        if (waiter != null) {
            waiter.cancelDeadline();
        }
    }

    private @Nullable Waiter remove(Seeker seeker) {
        synchronized (queue) {
            Waiter waiter = queue.remove(seeker);
            waiting = queue.size();
            return waiter;
        }
    }

    /** A place became free, if only one for a request without a connection. */
    void released() {
        if (waiting > 0) {
            serve();
        }
    }

    @Override
    public void added(Pool changed, Backend backend, BackendState state) {
        reconsider();
    }

    @Override
    public void changed(Pool changed, Transition transition) {
        reconsider();
    }

    /** A backend may be there for those that wait, or not any more. */
    void reconsider() {
        if (waiting > 0) {
            serve();
            dismiss();
        }
    }

    /** Whether any backend may be picked, with or without a free place. */
    boolean anybody(Wish wish) {
        Snapshot snapshot = pool.snapshot();
        if (wish.wanted() != null && snapshot.serves(wish.wanted())) {
            return true;
        }
        List<Backend> eligible = snapshot.eligible();
        return !eligible.isEmpty() && (eligible.size() > 1 || eligible.get(0) != wish.excluded());
    }

    /** Tells those for whom no backend is left; when there are two, there is one for everybody. */
    private void dismiss() {
        if (pool.snapshot().eligible().size() > 1) {
            return;
        }
        List<Waiter> dismissed = new ArrayList<>();
        synchronized (queue) {
            for (Waiter waiter : queue.values()) {
                if (!anybody(waiter.wish)) {
                    dismissed.add(waiter);
                }
            }
            dismissed.forEach(waiter -> queue.remove(waiter.seeker));
            waiting = queue.size();
        }
        dismissed.forEach(Waiter::nobody);
    }

    /** Gives free places to those that wait, the first first. */
    private void serve() {
        List<Runnable> served = new ArrayList<>(1);
        synchronized (queue) {
            Iterator<Waiter> waiters = queue.values().iterator();
            while (waiters.hasNext()) {
                Waiter waiter = waiters.next();
                Backend free = terms.take(waiter.wish);
                if (free != null) {
                    // Before it is out of the queue, so that it is in one of the two at any time.
                    beingTold.incrementAndGet();
                    waiters.remove();
                    served.add(() -> waiter.found(free));
                } else if (waiter.wish.anywhere()) {
                    // Full for everybody. One with a wish of its own holds up nobody else.
                    break;
                }
            }
            waiting = queue.size();
        }
        served.forEach(Runnable::run);
    }

    int waiting() {
        return waiting;
    }

    boolean settled() {
        // The queue first: who leaves it is counted in the other already.
        return waiting == 0 && beingTold.get() == 0;
    }

    long queued() {
        return queued.sum();
    }

    long shed() {
        return shed.sum();
    }

    /** One that waits. The deadline is confined to the seeker's thread. */
    private final class Waiter {
        private final Seeker seeker;
        private final Wish wish;
        private @Nullable Future<?> deadline;

        Waiter(Seeker seeker, Wish wish) {
            this.seeker = seeker;
            this.wish = wish;
        }

        void found(Backend backend) {
            seeker.thread().execute(() -> {
                cancelDeadline();
                seeker.found(backend);
                beingTold.decrementAndGet();
            });
        }

        void nobody() {
            seeker.thread().execute(() -> {
                cancelDeadline();
                seeker.nobody();
            });
        }

        void cancelDeadline() {
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
    }

    /** A way to get a place. */
    private interface Terms {
        /** A place for this wish that is taken at once, or null. */
        @Nullable Backend take(Wish wish);
    }
}
