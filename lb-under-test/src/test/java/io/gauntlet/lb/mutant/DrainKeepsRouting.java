package io.gauntlet.lb.mutant;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.pool.BackendState;
import io.gauntlet.lb.pool.Member;

/** A drain that is acknowledged, and that is all. */
final class DrainKeepsRouting implements Mutant {
    @Override
    public String name() {
        return "drain-keeps-routing";
    }

    @Override
    public String defect() {
        return "a drained backend goes on to get requests";
    }

    @Override
    public Assembly breaking(Assembly sound) {
        return sound.withAvailability((members, minimum) -> sound.pool()
                .availability()
                .eligible(members.stream().map(DrainKeepsRouting::ignoringDrain).toList(), minimum));
    }

    private static Member ignoringDrain(Member member) {
        return member.state() == BackendState.DRAINING ? new Member(member.backend(), BackendState.HEALTHY) : member;
    }
}
