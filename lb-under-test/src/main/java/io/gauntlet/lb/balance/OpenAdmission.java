package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;

/** Every backend has room for everybody. Thread-safe. */
final class OpenAdmission implements Admission {
    private final Pool pool;
    private final Algorithm algorithm;

    OpenAdmission(Pool pool, Algorithm algorithm) {
        this.pool = pool;
        this.algorithm = algorithm;
    }

    @Override
    public void seek(Seeker seeker) {
        Wish wish = seeker.wish();
        Backend backend = wish.wanted() != null ? wish.wanted() : algorithm.pick(pool.snapshot(), wish.excluded());
        if (backend == null) {
            seeker.nobody();
        } else {
            backend.began();
            seeker.found(backend);
        }
    }

    @Override
    public void leave(Seeker seeker) {
        // Nobody waits here.
    }

    @Override
    public void release(Backend backend) {
        backend.ended();
    }

    @Override
    public int waiting() {
        return 0;
    }

    @Override
    public long queued() {
        return 0;
    }

    @Override
    public long shed() {
        return 0;
    }
}
