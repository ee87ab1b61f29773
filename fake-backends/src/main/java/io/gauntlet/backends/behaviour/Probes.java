package io.gauntlet.backends.behaviour;

/**
 * The answers to the two health probes. Immutable.
 *
 * @param live the answer to {@code /health/live}
 * @param ready the answer to {@code /health/ready}
 */
public record Probes(ProbeAnswer live, ProbeAnswer ready) {

    /** Whether one of them asks the database. */
    public boolean askDatabase() {
        return live.database() || ready.database();
    }

    static Probes defaults() {
        return new Probes(ProbeAnswer.defaults(), ProbeAnswer.defaults());
    }
}
