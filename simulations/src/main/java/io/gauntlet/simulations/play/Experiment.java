package io.gauntlet.simulations.play;

import io.gatling.app.RunResult;
import io.gauntlet.simulations.ledger.HealthLog;
import io.gauntlet.simulations.ledger.Ledger;
import io.gauntlet.simulations.plan.BadPlanException;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.play.GatlingRun.GatlingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** One playing of one plan: puts the parts together, runs Gatling, and accounts for what is left. Used once. */
final class Experiment {
    private final Plan plan;
    private final Tools tools;
    private final EarlyEnd earlyEnd;
    private final Schedule schedule;
    private final Tally tally;
    private final Connections connections;

    /** What outlives the experiment. */
    record Tools(RunClock clock, Gatling gatling) {}

    /** What is written while it runs. */
    record Books(Ledger ledger, HealthLog health) {}

    Experiment(Plan plan, Tools tools, EarlyEnd earlyEnd) {
        this.plan = plan;
        this.tools = tools;
        this.earlyEnd = earlyEnd;
        this.schedule = new Schedule(plan.phases());
        this.tally = new Tally(message -> earlyEnd.ask("injector saturated: " + message));
        this.connections = new Connections(tools.clock(), plan.identity().shard() + "-", plan.target());
    }

    PlayResult play(Books books, PlayListener listener) throws IOException, InterruptedException {
        Traffic traffic = new Traffic(plan, schedule, tools.clock(), books.ledger(), tally);
        Path folder = plan.files().gatling();
        boolean reported = folder != null;
        if (reported && !Object.class.getModule().isOpen("java.lang", getClass().getModule())) {
            throw new BadPlanException("gatling: " + folder
                    + " (expected: a JVM started with --add-opens=java.base/java.lang=ALL-UNNAMED)");
        }
        Path logs = folder == null ? temporary() : Files.createDirectories(folder.toAbsolutePath());
        GatlingSettings settings = tools.gatling().settings(plan, logs);
        RunResult result;
        String aborted;
        // The loops are closed first: Gatling waits for ever for a connection whose loop ends at the same time.
        try (Actors actors = new Actors();
                TappedEventLoops loops = TappedEventLoops.start(connections)) {
            GatlingRun run =
                    new GatlingRun(new GatlingRun.Stage(actors.system(), loops), tools.clock(), settings, traffic);
            Watch watch = new Watch(plan, traffic, tools.clock(), earlyEnd, reason -> {
                // The loops first: with what they have yet to do, Gatling would be busy for long.
                traffic.end();
                loops.stop();
                run.stop(reason);
            });
            Monitor.Watched watched = new Monitor.Watched(schedule, traffic, tally, connections);
            try {
                result = PlanSimulation.withStage(
                        new PlanSimulation.Stage(plan, schedule, traffic, (millis, lastUser) -> {
                            traffic.started(millis * 1_000_000L, lastUser);
                            listener.started(traffic.zeroSecond());
                            watch.start(new Monitor(watched, tools.clock(), books.health()), listener);
                        }),
                        run::play);
                watch.awaitEndOfSchedule();
            } finally {
                traffic.end();
                watch.finish();
            }
            aborted = watch.aborted();
        }
        traffic.accountForTheRest();
        Path report =
                reported ? Report.make(settings, result, logs, plan.identity().name()) : null;
        return new PlayResult(tally.requests(), tally.failed(), aborted, report);
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }
}
