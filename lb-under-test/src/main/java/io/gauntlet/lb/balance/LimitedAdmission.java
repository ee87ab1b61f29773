package io.gauntlet.lb.balance;

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
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Every backend has so many places; who finds none waits in the pool's one queue, first come first served, for a short
 * time. Thread-safe.
 *
 * <p>While nobody waits, a place costs one atomic step and no lock. The lock is for the queue, and the queue is for a
 * pool that is full.
 *
 * <pre>
 *   seek --place free, nobody waits--> found
 *     +--> queue --release, or a change of the pool--> found (on the seeker's own thread)
 *            +--no backend is left--> nobody
 *            +--full, or too late--> shed
 * </pre>
 */
final class LimitedAdmission implements Admission, PoolListener {
    /** Picks before the backends are gone through one by one; least connections knows at the first. */
    private static final int PICKS = 2;

    private final Pool pool;
    private final Algorithm algorithm;
    private final int places;
    private final LimitConfig limits;
    private final LongAdder queued = new LongAdder();
    private final LongAdder shed = new LongAdder();

    /** Guarded by itself. */
    private final Map<Seeker, Waiter> queue = new LinkedHashMap<>();

    /** The size of the queue, written under its lock. */
    private volatile int waiting;

    private LimitedAdmission(Pool pool, Algorithm algorithm, int places, LimitConfig limits) {
        this.pool = pool;
        this.algorithm = algorithm;
        this.places = places;
        this.limits = limits;
    }

    /**
     * An admission that goes by every change of the pool.
     *
     * @param places at each backend
     */
    static LimitedAdmission to(Pool pool, Algorithm algorithm, int places, LimitConfig limits) {
        var admission = new LimitedAdmission(pool, algorithm, places, limits);
        pool.listen(admission);
        return admission;
    }

    @Override
    public void seek(Seeker seeker) {
        Wish wish = seeker.wish();
        if (!anybody(wish)) {
            seeker.nobody();
            return;
        }
        // Nobody overtakes those that wait.
        Backend free = waiting == 0 ? take(wish) : null;
        if (free != null) {
            seeker.found(free);
        } else if (enqueue(seeker, wish)) {
            // A place or backend that came or went before this one stood in the queue did so for nobody.
            changed();
        } else {
            seekPastQueue(seeker, wish);
        }
    }

    /** Those that wait may all wait for one backend while another is idle. */
    private void seekPastQueue(Seeker seeker, Wish wish) {
        Backend free = take(wish);
        if (free != null) {
            seeker.found(free);
        } else {
            shed.increment();
            seeker.shed();
        }
    }

    private boolean anybody(Wish wish) {
        List<Backend> eligible = pool.snapshot().eligible();
        return !eligible.isEmpty() && (eligible.size() > 1 || eligible.get(0) != wish.excluded());
    }

    private boolean enqueue(Seeker seeker, Wish wish) {
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
            shed.increment();
            seeker.shed();
        }
    }

    @Override
    public void leave(Seeker seeker) {
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

    @Override
    public void release(Backend backend) {
        backend.ended();
        if (waiting > 0) {
            serve();
        }
    }

    @Override
    public void added(Pool changed, Backend backend, BackendState state) {
        changed();
    }

    @Override
    public void changed(Pool changed, Transition transition) {
        changed();
    }

    /** A backend may be there for those that wait, or not any more. */
    private void changed() {
        if (waiting > 0) {
            serve();
            dismiss();
        }
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
                Backend free = take(waiter.wish);
                if (free != null) {
                    waiters.remove();
                    served.add(() -> waiter.found(free));
                } else if (waiter.wish.equals(Wish.ANY)) {
                    // Full for everybody. One with a wish of its own holds up nobody else.
                    break;
                }
            }
            waiting = queue.size();
        }
        served.forEach(Runnable::run);
    }

    private @Nullable Backend take(Wish wish) {
        Snapshot snapshot = pool.snapshot();
        Backend wanted = wish.wanted();
        if (wanted != null && snapshot.allows(wanted)) {
            return wanted.tryBegin(places) ? wanted : null;
        }
        Backend picked = null;
        for (int i = 0; i < PICKS; i++) {
            picked = algorithm.pick(snapshot, wish.excluded());
            if (picked == null || picked.tryBegin(places)) {
                return picked;
            }
        }
        return takeAfter(picked, snapshot.eligible(), wish.excluded());
    }

    /** The first with a free place that comes after a full one, so that the front of the list is not favoured. */
    private @Nullable Backend takeAfter(@Nullable Backend full, List<Backend> eligible, @Nullable Backend excluded) {
        int size = eligible.size();
        int start = eligible.indexOf(full) + 1;
        for (int i = 0; i < size; i++) {
            Backend backend = eligible.get((start + i) % size);
            if (backend != excluded && backend.tryBegin(places)) {
                return backend;
            }
        }
        return null;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public long queued() {
        return queued.sum();
    }

    @Override
    public long shed() {
        return shed.sum();
    }

    /** One that waits. The deadline is confined to the seeker's thread. */
    private static final class Waiter {
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
}
