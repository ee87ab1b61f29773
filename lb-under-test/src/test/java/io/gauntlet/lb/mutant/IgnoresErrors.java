package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.AttemptListener;
import io.gauntlet.lb.pool.Backend;

/** Takes every answer for a good one. */
final class IgnoresErrors implements Mutant {
    private static final int FINE = 200;

    @Override
    public String name() {
        return "ignores-5xx";
    }

    @Override
    public String defect() {
        return "an answer of 5xx does not count as a failure of its backend";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAttempts(Content::new);
    }

    private record Content(AttemptListener listener) implements AttemptListener {
        @Override
        public void answered(Backend backend, int status) {
            listener.answered(backend, FINE);
        }

        @Override
        public void failed(Backend backend, String how) {
            listener.failed(backend, how);
        }
    }
}
