package io.gauntlet.simulations.play;

import io.gatling.commons.util.Clock;
import io.gatling.core.controller.inject.InjectionProfile;
import io.gatling.core.controller.inject.Workload;
import io.gatling.core.scenario.Scenario;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.atomic.AtomicLong;
import scala.Option;

/** Gatling's own injection profile; tells the moment that Gatling takes as second 0, which it does not tell otherwise. */
final class WatchedProfile implements InjectionProfile {
    private final InjectionProfile profile;
    private final StartedListener onStart;

    WatchedProfile(InjectionProfile profile, StartedListener onStart) {
        this.profile = profile;
        this.onStart = onStart;
    }

    @Override
    public Option<Object> totalUserCount() {
        return profile.totalUserCount();
    }

    @Override
    public Workload workload(
            Scenario scenario,
            AtomicLong userIds,
            long startMillis,
            EventLoopGroup loops,
            StatsEngine stats,
            Clock clock) {
        onStart.started(startMillis, userIds.get());
        return profile.workload(scenario, userIds, startMillis, loops, stats, clock);
    }
}
