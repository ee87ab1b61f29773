package io.gauntlet.harness.session;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.recording.RunClock;
import io.gauntlet.harness.report.Reports;
import io.gauntlet.harness.rig.AddressTakenException;
import io.gauntlet.harness.rig.Probe;
import io.gauntlet.harness.rig.Rig;
import io.gauntlet.harness.rig.RigPlan;
import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.Progress;
import io.gauntlet.harness.run.Run;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.run.RunInfo;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Target;
import io.gauntlet.harness.verdict.Finding;
import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * A run from the command line: folder, rig, checks, reports, and everything taken down however it ends.
 *
 * <p>On SIGINT or SIGTERM the check under way is broken off, what was recorded is written to the end, the verdicts so far
 * are reported, and the children are stopped.
 */
public final class Session {
    private static final Duration LAST_WORDS = Duration.ofSeconds(15);

    /** Requests that see every backend of a small pool, but for bad luck. */
    private static final int LOOKS = 60;

    private final SessionPlan plan;
    private final RunFolder folder;
    private final RunClock clock;
    private final Progress progress;
    private final List<CheckRun> done = new ArrayList<>();

    private Session(SessionPlan plan, RunFolder folder, RunClock clock, Progress progress) {
        this.plan = plan;
        this.folder = folder;
        this.clock = clock;
        this.progress = progress;
    }

    /**
     * Runs checks against a target.
     *
     * @param target makes it, given the folder for its files
     * @throws RunFolder.UnwritableException when the results can't be written
     * @throws StartFailedException when it can't begin for a reason that the user can mend
     */
    public static RunResult run(
            SessionPlan plan,
            BiFunction<Path, HttpCalls, Target> target,
            Path results,
            List<Check> checks,
            Progress progress) {
        var clock = RunClock.startingNow();
        var folder = RunFolder.create(results, clock.zero(), plan.target());
        var session = new Session(plan, folder, clock, progress);
        var over = new CountDownLatch(1);
        var worker = Thread.currentThread();
        var hook = new Thread(() -> breakOff(worker, over), "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return session.run(target, checks);
        } finally {
            over.countDown();
            removeHook(hook);
        }
    }

    private static void breakOff(Thread worker, CountDownLatch over) {
        worker.interrupt();
        try {
            if (!over.await(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
                System.err.println("gauntlet: gave up waiting for the run to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is on its way out; the hook has run.
        }
    }

    private RunResult run(BiFunction<Path, HttpCalls, Target> maker, List<Check> checks) {
        var http = new HttpCalls();
        var target = maker.apply(folder.path(), http);
        var info = new RunInfo(
                RunInfo.SCHEMA,
                Long.toString(clock.zeroEpochNanos() / 1_000_000, 36),
                plan.target(),
                clock.zero(),
                plan.seed(),
                versions(),
                plan.commandLine(),
                plan.settings(target.policy()));
        folder.write(info);
        progress.note("run " + folder.path());
        var faults = new RigPlan.Faults(plan.faults(), "gauntlet-" + info.id() + "-", plan.seed());
        try (var rig = Rig.start(new RigPlan(target, folder.path(), plan.listen(), clock, faults, http))) {
            info = info.with("fault-proxy", rig.faultProxy());
            info = info.with("target", target.version().orElse(target.name()));
            folder.write(info);
            progress.note("fault proxy: " + rig.faultProxy());
            var sight = firstFlow(rig, target);
            info = info.held(known(info.settings(), rig));
            folder.write(info);
            var run = new Run(rig, folder, info, progress, sight);
            run.warmUp();
            for (int i = 0; i < checks.size() && !Thread.currentThread().isInterrupted(); i++) {
                done.add(run.check(checks.get(i), i + 1, checks.size()));
                Reports.writeVerdicts(result(info, Optional.empty()));
            }
        } catch (AddressTakenException e) {
            throw new StartFailedException(String.valueOf(e.getMessage()));
        } catch (RigException e) {
            if (!Thread.currentThread().isInterrupted()) {
                progress.note("the rig broke: " + e.getMessage());
                inconclusive(checks, "the rig broke: " + e.getMessage());
            }
        }
        return finish(info, checks);
    }

    private RunResult finish(RunInfo info, List<Check> checks) {
        boolean interrupted = Thread.interrupted();
        if (interrupted) {
            inconclusive(checks, "interrupted before this check was over");
        }
        var result = result(info, interrupted ? Optional.of("interrupted") : Optional.empty());
        Reports.write(result);
        return result;
    }

    private RunResult result(RunInfo info, Optional<String> interrupted) {
        return new RunResult(folder.path(), info, done, Duration.ofNanos(clock.now()), interrupted);
    }

    private void inconclusive(List<Check> checks, String reason) {
        checks.stream()
                .skip(done.size())
                .forEach(check -> done.add(new CheckRun(
                        check.suite(),
                        new Verdict(check.id(), check.requirement(), Finding.inconclusive(reason)),
                        Optional.of(folder.recording(check.id())),
                        Optional.empty(),
                        Duration.ZERO)));
    }

    private Probe.Result firstFlow(Rig rig, Target target) {
        var sight = rig.probe().awaitFlow(target.flowsWithin());
        switch (sight.sight()) {
            case FLOWING -> progress.note("traffic flows through " + places(target) + " to all backends");
            case ANSWERING ->
                progress.note("not all backends answer through " + target.url() + " (" + sight.detail()
                        + "): testing it as it is");
            case UNREACHABLE ->
                throw new StartFailedException(
                        "url: " + target.url() + " (expected: a running balancer): " + sight.detail());
        }
        return sight;
    }

    private static String places(Target target) {
        return target.urls().stream().map(String::valueOf).collect(Collectors.joining(" and "));
    }

    /** Backends of the target's own are those that answer. */
    private static Settings known(Settings settings, Rig rig) {
        var application = rig.target().application();
        if (!application.foreign() || application.header().isEmpty()) {
            return settings;
        }
        var seen = rig.probe().answers(LOOKS).keySet();
        return seen.isEmpty() ? settings : settings.withBackends(List.copyOf(seen));
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        versions.put(
                "gauntlet",
                Optional.ofNullable(Session.class.getPackage().getImplementationVersion())
                        .orElse("development"));
        versions.put("java", System.getProperty("java.vm.version"));
        versions.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        versions.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        return versions;
    }
}
