package io.gauntlet.backends.behaviour;

import java.util.random.RandomGenerator;

/** A time in milliseconds, drawn anew for each request. Immutable. */
public sealed interface Delay {

    /** One of its times, 0 or more. */
    double drawMillis(RandomGenerator random);

    /** Always the same. */
    record Fixed(double millis) implements Delay {
        @Override
        public double drawMillis(RandomGenerator random) {
            return millis;
        }
    }

    /** Each time between the two as likely as any other. */
    record Uniform(double min, double max) implements Delay {
        @Override
        public double drawMillis(RandomGenerator random) {
            return min + (max - min) * random.nextDouble();
        }
    }

    /** The bell curve; what falls below 0 is 0. */
    record Normal(double mean, double sd) implements Delay {
        @Override
        public double drawMillis(RandomGenerator random) {
            return Math.max(0, mean + sd * random.nextGaussian());
        }
    }

    /** The curve of most services' latencies: many about the median, a few far above it. */
    record LogNormal(double median, double sigma) implements Delay {
        @Override
        public double drawMillis(RandomGenerator random) {
            return median * Math.exp(sigma * random.nextGaussian());
        }
    }

    static Delay none() {
        return new Fixed(0);
    }
}
