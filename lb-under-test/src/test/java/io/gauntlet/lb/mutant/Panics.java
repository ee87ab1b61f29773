package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.http.FailedAttempt;
import io.gauntlet.lb.http.RetryPolicy;
import io.gauntlet.lb.pool.Availability;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Pool;
import java.util.List;

/** Gives the health checks up when half of the pool is down, though the other half is well. */
final class Panics implements Mutant {
    @Override
    public String name() {
        return "panics";
    }

    @Override
    public String defect() {
        return "with half of the pool down requests go to all of it, dead ones too, and are not tried again";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAvailability(
                        (members, minimum) -> eligible(sound.pool().availability(), members, minimum))
                .withRetry((pool, config) ->
                        new CalmOnly(pool, sound.forward().retry().apply(pool, config)));
    }

    private static List<Backend> eligible(Availability sound, List<Member> members, int minimum) {
        return panic(members) ? sound.eligible(members, Integer.MAX_VALUE) : sound.eligible(members, minimum);
    }

    private static boolean panic(List<Member> members) {
        long down = members.stream()
                .filter(member -> member.state() == BackendState.UNHEALTHY)
                .count();
        return 2 * down >= members.size();
    }

    private record CalmOnly(Pool pool, RetryPolicy sound) implements RetryPolicy {
        @Override
        public boolean begin(FailedAttempt failed) {
            return !panic(pool.snapshot().members()) && sound.begin(failed);
        }

        @Override
        public void ended() {
            sound.ended();
        }
    }
}
