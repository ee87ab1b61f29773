package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/** Every backend has room for everybody, so nobody waits but under other terms. Thread-safe. */
final class OpenAdmission implements Admission {
    private final Pool pool;
    private final Algorithm algorithm;
    private final WaitingLine line;

    OpenAdmission(Pool pool, Algorithm algorithm, WaitingLine line) {
        this.pool = pool;
        this.algorithm = algorithm;
        this.line = line;
    }

    @Override
    public void seek(Seeker seeker) {
        Wish wish = seeker.wish();
        Backend backend = wish.wanted() != null ? wish.wanted() : pick(pool.snapshot(), wish);
        if (backend == null) {
            seeker.nobody();
        } else {
            begin(backend);
            seeker.found(backend);
        }
    }

    /** A place for one that waited under other terms, or null. */
    @Nullable Backend take(Wish wish) {
        Snapshot snapshot = pool.snapshot();
        Backend wanted = wish.wanted();
        Backend backend = wanted != null && snapshot.serves(wanted) ? wanted : pick(snapshot, wish);
        if (backend != null) {
            begin(backend);
        }
        return backend;
    }

    private @Nullable Backend pick(Snapshot snapshot, Wish wish) {
        return algorithm.pick(snapshot, wish.excluded(), wish.key());
    }

    private void begin(Backend backend) {
        backend.began();
        backend.awaitsConnection();
        algorithm.changed(backend);
    }

    @Override
    public void leave(Seeker seeker) {
        // Nobody waits here: whoever does began to under other terms, and leaves by those.
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
        // Others may wait for this very place under the terms of a newer configuration.
        line.released();
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
