package io.gauntlet.lb.health;

import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.PoolListener;
import io.gauntlet.lb.pool.Transition;
import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/**
 * Lets a pool bring the weights of recovered backends up, a few times a second while there is one. Confined to one event
 * loop.
 */
final class SlowStart implements PoolListener {
    private static final long LOOK_MILLIS = 200;

    private final EventLoop loop;
    private boolean looking;

    SlowStart(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void changed(Pool pool, Transition transition) {
        if (transition.to() == BackendState.HEALTHY) {
            loop.execute(() -> {
                if (!looking) {
                    look(pool);
                }
            });
        }
    }

    private void look(Pool pool) {
        looking = pool.ramp();
        if (looking) {
            var unused = loop.schedule(() -> look(pool), LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
