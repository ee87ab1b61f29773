package io.gauntlet.lb.pool;

import java.util.ArrayList;
import java.util.List;

/** Decides which backends of a pool may get requests. Stateless. */
@FunctionalInterface
public interface Availability {
    /** The backends that may be picked, in the order of the members. */
    List<Backend> eligible(List<Member> members, int minimumHealthyHosts);

    /**
     * The healthy ones; with fewer than the minimum of them, those that are starting or unhealthy too, because a
     * health check that fails everywhere (a locked database behind all of them, say) must not take the whole pool out.
     * Never one that drains or is removed: somebody decided that.
     */
    static Availability minimumHealthy() {
        return (members, minimum) -> {
            List<Backend> healthy = new ArrayList<>();
            List<Backend> usable = new ArrayList<>();
            for (Member member : members) {
                switch (member.state()) {
                    case HEALTHY -> {
                        healthy.add(member.backend());
                        usable.add(member.backend());
                    }
                    case STARTING, UNHEALTHY -> usable.add(member.backend());
                    case DRAINING, REMOVED -> {}
                }
            }
            return List.copyOf(healthy.size() < minimum ? usable : healthy);
        };
    }
}
