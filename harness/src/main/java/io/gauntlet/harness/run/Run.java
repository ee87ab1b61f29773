package io.gauntlet.harness.run;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Behaviour;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.rig.Probe;
import io.gauntlet.harness.rig.Rig;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tries checks on a rig, one after another, each from a known state. Not thread-safe. */
public final class Run {
    private static final Duration SETTLE = Duration.ofSeconds(15);

    /** The first second through a cold target and a cold injector says nothing of either. */
    private static final double WARM_UP_SECONDS = 3;

    private static final double REWARM_SECONDS = 2;

    private final Rig rig;
    private final RunFolder folder;
    private final RunInfo info;
    private final Progress progress;
    private final Set<Capability> capabilities;
    private final boolean flows;
    private final Claims claims;
    private boolean warm = true;

    /**
     * A run on a rig that was started for it.
     *
     * @param firstSight what {@link Probe#awaitFlow} saw; a target that answers, but not well, is tested as it is
     */
    public Run(Rig rig, RunFolder folder, RunInfo info, Progress progress, Probe.Result firstSight) {
        this.rig = rig;
        this.folder = folder;
        this.info = info;
        this.progress = progress;
        this.flows = firstSight.sight() == Probe.Sight.FLOWING;
        this.claims = new Claims(rig, info.settings());
        this.capabilities = EnumSet.copyOf(rig.target().capabilities());
        if (ProbesSeen.await(rig)) {
            capabilities.add(Capability.ACTIVE_HEALTH);
        }
    }

    /** Plays some unjudged traffic, so that what is judged is not the just-in-time compiler. */
    public void warmUp() {
        // The first question to the database loads its driver, in every backend at once.
        rig.behave(Behaviour.DEFAULT.askingDatabase());
        warmUp(WARM_UP_SECONDS);
    }

    private void warmUp(double seconds) {
        var workload = Workload.steady(info.settings().load().targetRps(), seconds);
        player().play("warm-up", Experiment.of(workload), folder.recording("warm-up"), Optional.empty());
    }

    private ExperimentRunner player() {
        return new ExperimentRunner(rig, info, progress::second);
    }

    /** Tries one check. */
    public CheckRun check(Check check, int number, int count) {
        long began = System.nanoTime();
        var missing = missing(check);
        if (!missing.isEmpty()) {
            var reason = "needs " + missing.stream().map(this::provider).collect(Collectors.joining("; and "));
            return done(check, Finding.skipped(reason), Optional.empty(), Optional.empty(), began);
        }
        var doubt = doubt(check);
        if (doubt.isPresent()) {
            return done(check, Finding.inconclusive(doubt.get()), Optional.empty(), Optional.empty(), began);
        }
        var experiment = check.experiment(info.settings());
        progress.started(check, number, count, experiment.workload().seconds());
        var recording = folder.recording(check.id());
        try {
            var trouble = ready(experiment);
            if (trouble.isPresent()) {
                return done(check, trouble.get(), Optional.empty(), Optional.empty(), began);
            }
            var gatling = player().play(check.id(), experiment, recording, folder.gatling());
            return done(check, judge(check, recording), Optional.of(recording), gatling, began);
        } catch (RigException e) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            var finding = Finding.inconclusive((interrupted ? "interrupted: " : "the rig broke: ") + e.getMessage());
            return done(check, finding, Optional.of(recording), Optional.empty(), began);
        }
    }

    private Finding judge(Check check, RecordingFolder recording) {
        return Judgement.of(check, recording.read(), info.settings());
    }

    /** Tries, once, what the check leans on; a target that does not do what it says tells nothing. */
    private Optional<String> doubt(Check check) {
        var leansOn = EnumSet.noneOf(Capability.class);
        leansOn.addAll(check.needs());
        leansOn.removeAll(check.proves());
        if (leansOn.stream().anyMatch(claims::untried)) {
            var trouble = calm();
            if (trouble.isPresent()) {
                return trouble;
            }
            // A restart leaves the target cold, and the injector's connections are gone.
            warm = !leansOn.contains(Capability.RESTART);
        }
        return leansOn.stream()
                .flatMap(capability -> claims.doubt(capability).stream())
                .findFirst();
    }

    /** Brings the rig to where a control can be tried; says why not where what was done before can't be undone. */
    private Optional<String> calm() {
        try {
            rig.reset(Arrangement.AS_DECLARED);
        } catch (RigException e) {
            return Optional.of("the rig broke: " + e.getMessage());
        }
        if (flows) {
            var unused = awaitFlow(Arrangement.AS_DECLARED);
        }
        return Optional.empty();
    }

    private String provider(Capability capability) {
        return rig.target().lacks().getOrDefault(capability, capability.provider());
    }

    private Set<Capability> missing(Check check) {
        var missing = EnumSet.noneOf(Capability.class);
        missing.addAll(check.needs());
        missing.removeAll(capabilities);
        return missing;
    }

    /** Brings the rig to the experiment's beginning; says why not where that can't be done. */
    private Optional<Finding> ready(Experiment experiment) {
        boolean cold = rig.reset(experiment.arrangement()) || !warm;
        warm = true;
        if (flows) {
            var sight = awaitFlow(experiment.arrangement());
            if (sight.sight() != Probe.Sight.FLOWING && rig.target().renew()) {
                cold = true;
                sight = awaitFlow(experiment.arrangement());
            }
            if (sight.sight() != Probe.Sight.FLOWING) {
                return Optional.of(Finding.inconclusive(
                        "the target did not come back to serving from all backends before this check: "
                                + sight.detail()));
            }
        }
        if (cold) {
            warmUp(REWARM_SECONDS);
        }
        rig.behave(experiment.backends());
        return Optional.empty();
    }

    private Probe.Result awaitFlow(Arrangement arrangement) {
        var timeout = SETTLE.plus(info.settings().policy().returnWithin());
        boolean byClient = arrangement.algorithm().equals(Optional.of(Algorithm.CLIENT_HASH));
        return byClient ? rig.probe().awaitAnswers(timeout) : rig.probe().awaitFlow(timeout);
    }

    private CheckRun done(
            Check check, Finding finding, Optional<RecordingFolder> recording, Optional<Path> gatling, long began) {
        var verdict = new Verdict(check.id(), check.requirement(), finding);
        var took = Duration.ofNanos(System.nanoTime() - began);
        var run = new CheckRun(check.suite(), verdict, recording, gatling, took);
        progress.finished(run);
        return run;
    }
}
