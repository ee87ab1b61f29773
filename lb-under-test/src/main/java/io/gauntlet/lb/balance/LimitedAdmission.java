package io.gauntlet.lb.balance;

import io.gauntlet.lb.config.LimitConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every backend has so many places, and fewer for requests that have no connection yet; who finds none waits in the pool's one queue, first come first served, for a short
 * time. Thread-safe.
 *
 * <p>While nobody waits, a place costs an atomic step, its connection another, and no lock.
 *
 * <pre>
 *   seek --place free, nobody waits--> found
 *     +--> queue --release, or a change of the pool--> found (on the seeker's own thread)
 *            +--no backend is left--> nobody
 *            +--full, or too late--> shed
 * </pre>
 */
final class LimitedAdmission implements Admission {
    /** Picks before the backends are gone through one by one; least connections knows at the first. */
    private static final int PICKS = 2;

    private final Pool pool;
    private final Algorithm algorithm;
    private final int places;
    private final LimitConfig limits;
    private final WaitingLine line;

    /**
     * @param places at each backend
     * @param line where those wait that find none
     */
    LimitedAdmission(Algorithm algorithm, int places, LimitConfig limits, WaitingLine line) {
        this.pool = line.pool();
        this.algorithm = algorithm;
        this.places = places;
        this.limits = limits;
        this.line = line;
    }

    @Override
    public void seek(Seeker seeker) {
        Wish wish = seeker.wish();
        if (!line.anybody(wish)) {
            seeker.nobody();
            return;
        }
        // Nobody overtakes those that wait.
        Backend free = line.waiting() == 0 ? take(wish) : null;
        if (free != null) {
            seeker.found(free);
        } else if (line.enqueue(seeker, wish, limits)) {
            // A place or backend that came or went before this one stood in the queue did so for nobody.
            line.reconsider();
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
            line.shed(seeker);
        }
    }

    @Override
    public void leave(Seeker seeker) {
        line.leave(seeker);
    }

    @Override
    public void connected(Backend backend) {
        backend.connected();
        line.released();
    }

    @Override
    public void release(Backend backend) {
        backend.ended();
        algorithm.changed(backend);
        line.released();
    }

    /** A place for this wish that is taken at once, or null. */
    @Nullable Backend take(Wish wish) {
        Snapshot snapshot = pool.snapshot();
        Backend wanted = wish.wanted();
        if (wanted != null && snapshot.serves(wanted)) {
            return begin(wanted) ? wanted : null;
        }
        Backend picked = null;
        for (int i = 0; i < PICKS; i++) {
            picked = algorithm.pick(snapshot, wish.excluded(), wish.key());
            if (picked == null || begin(picked)) {
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
            if (backend != excluded && begin(backend)) {
                return backend;
            }
        }
        return null;
    }

    private boolean begin(Backend backend) {
        boolean begun = backend.tryBegin(places, limits.maxPending());
        if (begun) {
            algorithm.changed(backend);
        }
        return begun;
    }

    @Override
    public boolean keyed() {
        return algorithm.keyed();
    }

    @Override
    public void answered(Backend backend, long nanos) {
        algorithm.answered(backend, nanos);
    }

    @Override
    public boolean settled() {
        return line.settled();
    }

    @Override
    public int waiting() {
        return line.waiting();
    }

    @Override
    public long queued() {
        return line.queued();
    }

    @Override
    public long shed() {
        return line.shed();
    }
}
