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
 */
public record Snapshot(List<Member> members, List<Backend> eligible, boolean belowMinimum) {
    public Snapshot {
        members = List.copyOf(members);
        eligible = List.copyOf(eligible);
    }

    /** Whether this backend may be picked. */
    public boolean allows(Backend backend) {
        return eligible.contains(backend);
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
