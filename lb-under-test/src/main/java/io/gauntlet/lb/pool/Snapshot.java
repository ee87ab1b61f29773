package io.gauntlet.lb.pool;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool at one moment. Immutable; read without a lock by every event loop.
 *
 * @param members all backends with their states, in the configured order; one whose id has gone to another address is
 *     not among them, though it may finish what it has
 * @param eligible those that may be picked
 * @param belowMinimum whether fewer are healthy than the pool's minimum
 * @param serving those that may get the requests of the sessions that belong to them: the eligible ones, and those that
 *     drain and keep their sessions
 */
public record Snapshot(List<Member> members, List<Backend> eligible, boolean belowMinimum, List<Backend> serving) {
    public Snapshot {
        members = List.copyOf(members);
        eligible = List.copyOf(eligible);
        serving = List.copyOf(serving);
    }

    /** A pool in which nobody that drains keeps sessions. */
    public Snapshot(List<Member> members, List<Backend> eligible, boolean belowMinimum) {
        this(members, eligible, belowMinimum, eligible);
    }

    /** Whether this backend may be picked. */
    public boolean allows(Backend backend) {
        return eligible.contains(backend);
    }

    /** Whether this backend may get the requests of its own sessions. */
    public boolean serves(Backend backend) {
        return serving.contains(backend);
    }

    /** The member with this id, or null. */
    public @Nullable Member member(String id) {
        for (Member member : members) {
            if (member.backend().id().equals(id)) {
                return member;
            }
        }
        return null;
    }
}
