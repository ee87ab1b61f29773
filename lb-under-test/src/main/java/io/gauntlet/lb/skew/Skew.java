package io.gauntlet.lb.skew;

import io.gauntlet.lb.config.SkewConfig;
import io.gauntlet.lb.pool.Backend;
import java.util.Map;
import java.util.Optional;

/**
 * How the requests of a window were shared. Immutable.
 *
 * @param config it was judged by
 * @param requests of the window, to backends in use
 * @param judged whether these are enough to say something
 * @param alarm whether a backend has more than the limit allows
 * @param shares of the backends that were in use for some of the window
 * @param most the one that has most in relation to its due
 */
public record Skew(
        SkewConfig config,
        long requests,
        boolean judged,
        boolean alarm,
        Map<Backend, Share> shares,
        Optional<Backend> most) {

    /** Nothing was seen so far. */
    static Skew none(SkewConfig config) {
        return new Skew(config, 0, false, false, Map.of(), Optional.empty());
    }

    /** The ratio of who has most in relation to its due: 1 when all is even; none when there is too little to tell. */
    public Optional<Double> ratio() {
        return judged ? most.map(backend -> share(backend).ratio()) : Optional.empty();
    }

    /** The share of one backend; empty for one that was not in use. */
    public Share share(Backend backend) {
        return shares.getOrDefault(backend, Share.NONE);
    }

    /**
     * What one backend got.
     *
     * @param requests in the window
     * @param part of all requests in the window, 0 to 1
     * @param ratio of its requests to its due by weight
     */
    public record Share(long requests, double part, double ratio) {
        static final Share NONE = new Share(0, 0, 0);
    }
}
