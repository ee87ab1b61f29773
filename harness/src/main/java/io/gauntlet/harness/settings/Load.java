package io.gauntlet.harness.settings;

/**
 * What the operator promises.
 *
 * @param targetRps requests a second
 * @param headroom the factor above it that the target must bear
 */
public record Load(double targetRps, double headroom) {
    /** Above this no single injector of this kind gets, on any machine. */
    public static final double MAX_RPS = 1_000_000;

    public Load {
        if (!(targetRps >= 1 && targetRps <= MAX_RPS)) {
            throw new IllegalArgumentException("target-rps: " + targetRps + " (expected: 1 to 1000000)");
        }
        if (!(headroom >= 1 && headroom <= 10)) {
            throw new IllegalArgumentException("headroom: " + headroom + " (expected: 1 to 10)");
        }
    }

    /** Target load times headroom, in requests a second. */
    public double peakRps() {
        return targetRps * headroom;
    }
}
