package io.gauntlet.faultproxy.link;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Chance that can be repeated: what a connection draws follows from the seed, the proxy's name, the connection's number
 * on that proxy and the toxic, and not from which thread came first. Immutable.
 */
record Chance(long seed) {

    /** The chance of something that is known by a number or a hash. */
    Chance of(long key) {
        return new Chance(new SplittableRandom(seed ^ key).nextLong());
    }

    /** The chance of a toxic on a connection. */
    Chance of(NamedToxic toxic) {
        return of(toxic.direction().name().hashCode()).of(toxic.name().hashCode());
    }

    RandomGenerator generator() {
        return new SplittableRandom(seed);
    }
}
