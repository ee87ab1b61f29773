package io.gauntlet.simulations.play;

import io.gatling.app.RunResult;
import io.gatling.core.actor.ActorSystem;
import io.gauntlet.simulations.ledger.HealthLog;
import io.gauntlet.simulations.ledger.Ledger;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.play.GatlingRun.GatlingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays plans, one after another, in this JVM. {@link #play} blocks and must not be called twice at once;
 * {@link #stop} may be called from any thread.
 */
public final class Player {
    private final RunClock clock = new RunClock();
    private final Gatling gatling = new Gatling();
    private final AtomicReference<@Nullable Watch> current = new AtomicReference<>();

    /** Ends the running experiment early; does nothing when there is none. */
    public void stop() {
        Watch watch = current.get();
        if (watch != null) {
            watch.abort("stopped");
        }
    }

    /** Plays the plan to its end. */
    public PlayResult play(Plan plan, PlayListener listener) throws IOException, InterruptedException {
        long zero = plan.identity().zero();
        try (Ledger ledger = new Ledger(plan.files().ledger(), zero);
                HealthLog health = new HealthLog(plan.files().events(), zero)) {
            return play(plan, listener, ledger, health);
        }
    }

    private PlayResult play(Plan plan, PlayListener listener, Ledger ledger, HealthLog health)
            throws IOException, InterruptedException {
        AtomicReference<@Nullable GatlingRun> run = new AtomicReference<>();
        AtomicReference<@Nullable Watch> watching = new AtomicReference<>();
        Schedule schedule = new Schedule(plan.phases());
        Tally tally = new Tally(message -> abort(watching.get(), "injector saturated: " + message));
        Traffic traffic = new Traffic(plan, schedule, clock, ledger, tally);
        Connections connections = new Connections(
                clock, plan.identity().shard() + "-", plan.target().secure());
        Watch watch = new Watch(plan, traffic, clock, reason -> stop(run.get(), reason));
        watching.set(watch);
        Path logs = plan.files().gatling() == null
                ? Path.of(System.getProperty("java.io.tmpdir"))
                : Files.createDirectories(plan.files().gatling().toAbsolutePath());
        GatlingSettings settings = gatling.settings(plan, logs);
        StartedListener onStart = (millis, lastUser) -> {
            traffic.started(millis * 1_000_000L, lastUser);
            listener.started(traffic.zeroSecond());
            watch.start(new Watch.Pulse(
                    new Monitor(new Monitor.Watched(schedule, traffic, tally, connections), clock, health), listener));
        };
        current.set(watch);
        RunResult result;
        try (TappedEventLoops loops = TappedEventLoops.start(connections);
                ActorSystem actors = new ActorSystem()) {
            run.set(new GatlingRun(actors, loops, clock, settings, plan.files().gatling() != null));
            result = PlanSimulation.withStage(
                    new PlanSimulation.Stage(plan, schedule, traffic, onStart), () -> play(run.get()));
            watch.awaitEndOfSchedule();
            traffic.end();
        } finally {
            current.set(null);
            watch.finish();
        }
        traffic.accountForTheRest();
        Path report = plan.files().gatling() == null
                ? null
                : Report.make(settings, result, logs, plan.identity().name());
        return new PlayResult(tally.requests(), tally.failed(), watch.aborted(), report);
    }

    private static RunResult play(@Nullable GatlingRun run) {
        return java.util.Objects.requireNonNull(run).play();
    }

    private static void abort(@Nullable Watch watch, String reason) {
        if (watch != null) {
            watch.abort(reason);
        }
    }

    private static void stop(@Nullable GatlingRun run, String reason) {
        if (run != null) {
            run.stop(reason);
        }
    }
}
