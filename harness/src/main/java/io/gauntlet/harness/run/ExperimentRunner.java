package io.gauntlet.harness.run;

import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Backends;
import io.gauntlet.harness.experiment.Database;
import io.gauntlet.harness.experiment.Dialogues;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Links;
import io.gauntlet.harness.experiment.Stage;
import io.gauntlet.harness.experiment.Transfers;
import io.gauntlet.harness.experiment.Tunnels;
import io.gauntlet.harness.judge.Judging;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.EventLog;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.rig.HttpTransfers;
import io.gauntlet.harness.rig.InjectorProgress;
import io.gauntlet.harness.rig.InjectorReport;
import io.gauntlet.harness.rig.RawDialogues;
import io.gauntlet.harness.rig.Rig;
import io.gauntlet.harness.rig.TrafficPlan;
import io.gauntlet.harness.rig.WebSocketTunnels;
import io.gauntlet.harness.settings.Picking;
import io.gauntlet.harness.target.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Plays one experiment on a rig that is ready for it, and leaves its recording. */
final class ExperimentRunner {
    /** Beyond the workload's length: requests that are still open, and Gatling's report. */
    private static final Duration AFTERMATH = Duration.ofSeconds(45);

    private static final Duration BACKENDS_IDLE = Duration.ofSeconds(5);

    private final Rig rig;
    private final RunInfo info;
    private final Consumer<InjectorProgress> progress;

    ExperimentRunner(Rig rig, RunInfo info, Consumer<InjectorProgress> progress) {
        this.rig = rig;
        this.info = info;
        this.progress = progress;
    }

    /** Where Gatling's report lies, if there is one. */
    Optional<Path> play(String name, Experiment experiment, RecordingFolder folder, Optional<Path> gatling) {
        prepare(folder);
        try (var events = new EventLog(folder.events(), rig.clock());
                var transfers =
                        new HttpTransfers(() -> rig.target().url(), rig.clock(), info.id(), folder.transfers());
                var tunnels = new WebSocketTunnels(() -> rig.target().url(), rig.clock(), info.id(), folder.tunnels());
                var dialogues = new RawDialogues(rig.target(), events)) {
            try {
                events.add(Actions.TARGET, Picking.EVENT, rig.target().picks().text());
                var descriptors = new DescriptorLog(rig.target(), events);
                descriptors.sample();
                var report = traffic(
                        new Part(name, experiment, events, new Scene(rig, transfers, tunnels, dialogues)),
                        folder,
                        gatling);
                report.aborted().ifPresent(reason -> events.add("injector", "aborted", reason));
                transfers.await(aftermath());
                awaitIdleBackends();
                descriptors.sampleAtRest();
                rig.target().death().ifPresent(why -> events.add(Actions.TARGET, Judging.DIED, why));
                return report.gatling();
            } catch (RuntimeException e) {
                boolean interrupted = Thread.currentThread().isInterrupted();
                events.add("rig", interrupted ? "interrupted" : "broken", String.valueOf(e.getMessage()));
                throw e;
            } finally {
                folder.mergeJournals();
            }
        }
    }

    private Duration aftermath() {
        return AFTERMATH.plus(TrafficPlan.requestTimeout(rig.target().policy()));
    }

    private void prepare(RecordingFolder folder) {
        try {
            Files.createDirectories(folder.journal());
        } catch (IOException e) {
            throw new RigException("cannot make " + folder.path() + ": " + e.getMessage());
        }
        rig.journalTo(folder.journal());
    }

    /** What is played, and what goes along with it. */
    private record Part(String name, Experiment experiment, EventLog events, Scene scene) {}

    /** What actions act on: the rig, and this experiment's own transfers, tunnels and dialogues. */
    private record Scene(Rig rig, Transfers transfers, Tunnels tunnels, Dialogues dialogues) implements Stage {
        @Override
        public Backends backends() {
            return rig.ours().backends();
        }

        @Override
        public Database database() {
            return rig.ours().database();
        }

        @Override
        public Links links() {
            return rig.ours().links();
        }

        @Override
        public Control control() {
            return rig.control();
        }
    }

    private InjectorReport traffic(Part part, RecordingFolder folder, Optional<Path> gatling) {
        var experiment = part.experiment();
        var events = part.events();
        var plan = new TrafficPlan(part.name(), info.id(), info.seed(), folder, gatling);
        var playing = rig.injector().play(plan.of(experiment.workload(), rig), second -> {
            events.add(rig.clock().of(second.atEpochNanos()), "injector", "health", health(second));
            progress.accept(second);
        });
        try {
            long start = rig.clock().of(playing.started());
            events.add(start, "workload", "started", part.name());
            for (var timed : experiment.actions()) {
                awaitTime(start + (long) (timed.atSeconds() * 1e9));
                var action = timed.action();
                events.add(action.subject(), action.verb() + Mark.ASKED, "");
                action.perform(part.scene());
                events.add(action.subject(), action.verb() + Mark.DONE, "");
            }
            long length = (long) (experiment.workload().seconds() * 1e9);
            var report = playing.finished(Duration.ofNanos(length).plus(aftermath()));
            events.add(start + length, "workload", "finished", report.requests() + " requests");
            return report;
        } catch (RuntimeException e) {
            endTraffic(playing);
            throw e;
        }
    }

    /** Lets the injector write its ledger to the end, whatever else went wrong. */
    private void endTraffic(io.gauntlet.harness.rig.Injector.Playing playing) {
        boolean interrupted = Thread.interrupted();
        try {
            rig.injector().stop();
            playing.finished(Duration.ofSeconds(5));
        } catch (RuntimeException e) {
            // What went wrong first is what counts.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String health(InjectorProgress second) {
        return String.format(
                Locale.ROOT,
                "offered %.0f/s, achieved %.0f/s, failed %d, lateness p99 %.1f ms, cpu %.2f",
                second.offered(),
                second.achieved(),
                second.failed(),
                second.latenessP99Millis(),
                second.cpu());
    }

    private void awaitTime(long at) {
        for (long left = at - rig.clock().now();
                left > 0;
                left = at - rig.clock().now()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw new RigException("interrupted");
            }
        }
    }

    private void awaitIdleBackends() {
        var ours = rig.surroundings();
        long deadline = rig.clock().now() + BACKENDS_IDLE.toNanos();
        while (ours.isPresent()
                && ours.get().backends().inFlight() > 0
                && rig.clock().now() < deadline) {
            awaitTime(rig.clock().now() + Duration.ofMillis(20).toNanos());
        }
    }
}
