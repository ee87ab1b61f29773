package io.gauntlet.simulations.plan;

/** Which run and shard the plan belongs to, its seed, and the run's zero in nanoseconds since the epoch. */
public record RunIdentity(String name, String run, int shard, long seed, long zero) {
    /** The id of the request with this sequence number. */
    public String requestId(long sequence) {
        return run + "-" + shard + "-" + sequence;
    }
}
