package io.gauntlet.lb.pool;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A pool at one moment. Immutable; read without a lock by every event loop. */
public final class Snapshot {
    /** Up to so many are gone through one by one, which is as fast as looking them up. */
    static final int FEW = 16;

    private final List<Member> members;
    private final List<Backend> eligible;
    private final boolean belowMinimum;
    private final List<Backend> serving;

    /** Laid out when it is first needed, unless that was done before; any of several that are laid out at once will do. */
    private volatile @Nullable Index index;

    /**
     * A pool.
     *
     * @param members all backends with their states, in the configured order; one whose id has gone to another address is
     *     not among them, though it may finish what it has
     * @param eligible those that may be picked
     * @param belowMinimum whether fewer are healthy than the pool's minimum
     * @param serving those that may get the requests of the sessions that belong to them: the eligible ones, and those that
     *     drain and keep their sessions
     */
    public Snapshot(List<Member> members, List<Backend> eligible, boolean belowMinimum, List<Backend> serving) {
        this.members = List.copyOf(members);
        this.eligible = List.copyOf(eligible);
        this.belowMinimum = belowMinimum;
        this.serving = List.copyOf(serving);
    }

    /** A pool in which nobody that drains keeps sessions. */
    public Snapshot(List<Member> members, List<Backend> eligible, boolean belowMinimum) {
        this(members, eligible, belowMinimum, eligible);
    }

    public List<Member> members() {
        return members;
    }

    public List<Backend> eligible() {
        return eligible;
    }

    public boolean belowMinimum() {
        return belowMinimum;
    }

    public List<Backend> serving() {
        return serving;
    }

    /** Whether this backend may be picked. O(1). */
    public boolean allows(Backend backend) {
        return eligible.size() <= FEW
                ? eligible.contains(backend)
                : index().eligible.contains(backend);
    }

    /** Whether this backend may get the requests of its own sessions. O(1). */
    public boolean serves(Backend backend) {
        return serving.size() <= FEW
                ? serving.contains(backend)
                : index().serving.contains(backend);
    }

    /** The member with this id, or null. O(1). */
    public @Nullable Member member(String id) {
        if (members.size() > FEW) {
            return index().members.get(id);
        }
        // By index: an iterator would be an object per request.
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).backend().id().equals(id)) {
                return members.get(i);
            }
        }
        return null;
    }

    /** Spares whoever looks something up first the time that it takes, in a pool of many. */
    void layOutIndex() {
        if (Math.max(members.size(), serving.size()) > FEW) {
            index();
        }
    }

    private Index index() {
        Index known = index;
        if (known == null) {
            known = new Index(this);
            index = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "Snapshot[members=" + members + ", eligible=" + eligible + ", serving=" + serving + "]";
    }

    /** Who is there, for pools of many. */
    private static final class Index {
        final Map<String, Member> members;
        final Set<Backend> eligible;
        final Set<Backend> serving;

        Index(Snapshot snapshot) {
            members = new HashMap<>(snapshot.members.size() * 2);
            // Of two of one id the first counts, as when they are gone through.
            snapshot.members.forEach(
                    member -> members.putIfAbsent(member.backend().id(), member));
            eligible = new HashSet<>(snapshot.eligible);
            serving = snapshot.serving.equals(snapshot.eligible) ? eligible : new HashSet<>(snapshot.serving);
        }
    }
}
