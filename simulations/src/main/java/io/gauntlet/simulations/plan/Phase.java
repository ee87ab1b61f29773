package io.gauntlet.simulations.plan;

/** A stretch of the workload whose arrival rate goes in a straight line from one rate (arrivals a second) to another, in whole seconds. */
public record Phase(double fromRps, double toRps, int seconds) {
    /** Whether the rate stays as it is. */
    public boolean constant() {
        return fromRps == toRps;
    }

    /** The highest rate in it. */
    public double peakRps() {
        return Math.max(fromRps, toRps);
    }
}
