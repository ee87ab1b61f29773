package io.gauntlet.harness.settings;

/**
 * How long experiments take. It changes durations and statistical power, never a requirement.
 *
 * @see #seconds(double)
 */
public enum Profile {
    /** The shortest that still tells, for the kill matrix and quick looks. */
    SMOKE(0.6),
    /** The default. */
    CI(1),
    /** Long, for tight intervals. */
    FULL(5);

    private final double factor;

    Profile(double factor) {
        this.factor = factor;
    }

    /** A span of observation, given for {@link #CI}, in this profile. */
    public double seconds(double inCi) {
        return inCi * factor;
    }
}
