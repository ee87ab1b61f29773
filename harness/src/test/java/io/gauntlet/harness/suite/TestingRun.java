package io.gauntlet.harness.suite;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.faultserver.FaultServerChoice;
import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.recording.RunClock;
import io.gauntlet.harness.rig.Rig;
import io.gauntlet.harness.rig.RigPlan;
import io.gauntlet.harness.run.Progress;
import io.gauntlet.harness.run.Run;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.run.RunInfo;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Target;
import io.gauntlet.harness.verdict.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** A warm rig around a target, on which tests try one check after another; gone, with its files, when closed. */
public final class TestingRun implements AutoCloseable {
    /** Generous: what these tests are about is not how fast the machine is that they run on. */
    private static final Limits LIMITS = new Limits(0.001, 500, 0.999, 1e-6);

    private final Path folder;
    private final Rig rig;
    private final RunInfo info;
    private Run run;

    /**
     * Starts a rig.
     *
     * @param target makes the target, given the folder for its files
     * @param listen where each backend's fault link listens, by the backend's id
     */
    public TestingRun(BiFunction<Path, HttpCalls, Target> target, Map<String, String> listen, double rps) {
        try {
            folder = Files.createTempDirectory("gauntlet-it");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var clock = RunClock.startingNow();
        var http = new HttpCalls();
        var made = target.apply(folder, http);
        var settings =
                new Settings(new Load(rps, 1.5), LIMITS, made.policy(), Profile.SMOKE, List.copyOf(listen.keySet()));
        info = new RunInfo(RunInfo.SCHEMA, "it", made.name(), clock.zero(), 1, Map.of(), List.of(), settings);
        rig = Rig.start(
                new RigPlan(made, folder, listen, clock, new RigPlan.Faults(FaultServerChoice.EMBEDDED, "", 1), http));
        run = newRun();
        run.warmUp();
    }

    private Run newRun() {
        return new Run(
                rig,
                new RunFolder(folder, false),
                info.held(info.settings().withPolicy(rig.target().policy())),
                Progress.SILENT,
                rig.probe().awaitFlow(Duration.ofSeconds(30)));
    }

    /** Goes on with another target, which has a policy of its own, and is cold. */
    public void retarget() {
        run = newRun();
        run.warmUp();
    }

    /** Three backends, b1 to b3, on links with ephemeral ports. */
    public static Map<String, String> anywhere() {
        Map<String, String> listen = new LinkedHashMap<>();
        for (int i = 1; i <= 3; i++) {
            listen.put("b" + i, "127.0.0.1:0");
        }
        return listen;
    }

    /** Tries a check, which may have been tried before: what it left then is no part of what it leaves now. */
    public Verdict check(String id) {
        delete(folder.resolve("recording").resolve(id));
        return run.check(Catalogue.load().find(id).orElseThrow(), 1, 1).verdict();
    }

    @Override
    public void close() {
        rig.close();
        delete(folder);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
