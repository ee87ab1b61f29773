package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.KeepAlive;
import java.util.SplittableRandom;

/**
 * A behaviour since it was put in force, with the chance that it draws from. Owned by the backend's IO thread, but for the
 * behaviour itself.
 */
final class InForce {

    private final Behaviour behaviour;
    private final SplittableRandom random;

    /** The backends of one seed differ, but each does the same each time. */
    InForce(Behaviour behaviour, String backend) {
        this.behaviour = behaviour;
        this.random = new SplittableRandom(behaviour.seed() * 31 + backend.hashCode());
    }

    Behaviour behaviour() {
        return behaviour;
    }

    private KeepAlive keepAlive() {
        return behaviour.serving().keepAlive();
    }

    /** Whether this request on a used connection comes too late. */
    boolean drawStale() {
        return happens(keepAlive().staleProbability());
    }

    /** After how long an idle connection is closed; 0 for never. */
    int drawIdleMillis() {
        int min = keepAlive().idleCloseMinMillis();
        int max = keepAlive().idleCloseMaxMillis();
        return max == 0 ? 0 : Math.max(1, random.nextInt(min, max + 1));
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }
}
