package io.gauntlet.harness.report;

import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.RunInfo;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import io.gauntlet.harness.verdict.Measure;
import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs with a verdict of each status and with text that no format likes. */
final class TestingRuns {
    static final String NASTY = "\"quoted\" | <script>alert('x')</script> & größer → 測試\nnext line \u0001 `code`";

    private TestingRuns() {}

    static RunResult each(Path folder) {
        return run(
                folder,
                List.of(
                        check("distribution", "DIST-1", Finding.pass(new Measure(1, 2, "requests"), "even")),
                        check("draining", "DRAIN-1", Finding.fail(new Measure(3.25, 0, "requests"), NASTY)),
                        check("draining", "DRAIN-2", Finding.inconclusive("the injector | gave up")),
                        check("security", "SEC-1", Finding.skipped("needs TLS: give --tls"))));
    }

    static RunResult run(Path folder, List<CheckRun> checks) {
        var info = new RunInfo(
                RunInfo.SCHEMA,
                "k3x9",
                "http://lb:8080",
                Instant.parse("2026-03-04T05:06:07.89Z"),
                42,
                Map.of("fault-proxy", "embedded 2.12.0", "gauntlet", "0.1.0", "java", "17.0.14", "gatling", "3.15.1"),
                List.of("gauntlet", "run", "--url", "http://lb:8080", "--name", "it's me"),
                settings());
        return new RunResult(folder, info, checks, Duration.ofSeconds(192), Optional.empty());
    }

    static RunResult interrupted(RunResult run, String why) {
        return new RunResult(run.folder(), run.info(), run.checks(), run.took(), Optional.of(why));
    }

    static CheckRun check(String suite, String id, Finding finding) {
        return new CheckRun(
                suite,
                new Verdict(id, "Requirement of " + id, finding),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMillis(1500));
    }

    static CheckRun recorded(CheckRun check, Path recording) {
        return new CheckRun(
                check.suite(),
                check.verdict(),
                Optional.of(new RecordingFolder(recording)),
                Optional.empty(),
                check.took());
    }

    private static Settings settings() {
        return new Settings(
                new Load(200, 1.5),
                Limits.DEFAULT,
                new Policy(
                        Algorithm.ROUND_ROBIN,
                        1,
                        List.of(),
                        new Bounds(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ZERO, Duration.ZERO),
                        0),
                Profile.CI,
                List.of("b1", "b2", "b3"));
    }
}
