package io.gauntlet.lb.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives backends that came back their share bit by bit: a tenth at once, the whole at the end of the window, and in a
 * straight line in between. Not thread-safe: the pool guards it.
 *
 * <p>Weights are whole numbers, so that a tenth of 1 is none. With a window all weights of the pool are therefore ten
 * times what is configured, at any time: algorithms look at nothing but their ratio, and it changes for nobody but those
 * that came back.
 */
final class Ramps {
    private static final double FIRST = 0.1;
    private static final int SCALE = 10;

    private final Map<Backend, Long> begun = new HashMap<>();
    private long windowNanos;

    /** Goes by another window; none ends every ramp. */
    void window(Duration window) {
        windowNanos = window.toNanos();
        if (windowNanos == 0) {
            begun.clear();
        }
    }

    void begin(Backend backend, long now) {
        if (windowNanos > 0) {
            begun.put(backend, now);
        }
    }

    void end(Backend backend) {
        begun.remove(backend);
    }

    boolean active() {
        return !begun.isEmpty();
    }

    /** Sets the weights of now; tells whether any is another than before. */
    boolean weigh(Collection<Backend> backends, long now) {
        begun.values().removeIf(since -> now - since >= windowNanos);
        int scale = windowNanos > 0 ? SCALE : 1;
        boolean changed = false;
        for (Backend backend : backends) {
            changed |= backend.ramp(scale, share(backend, now));
        }
        return changed;
    }

    private double share(Backend backend, long now) {
        Long since = begun.get(backend);
        return since == null ? 1 : FIRST + (1 - FIRST) * (now - since) / windowNanos;
    }
}
