package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.recording.UnreadableRecordingException;
import io.gauntlet.harness.run.CheckRun;
import io.gauntlet.harness.run.Judgement;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.ExitStatus;
import io.gauntlet.harness.verdict.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges a stored run again. */
@Command(
        name = "judge",
        description = "Judges a stored run again, with other limits if you like. The run itself is not changed.",
        mixinStandardHelpOptions = true)
final class JudgeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "RUN", description = "the folder of a run, results/runs/<run>")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path run;

    @Parameters(index = "1..*", paramLabel = "CHECK", description = "ids or suites; all that were recorded by default")
    private List<String> names = List.of();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Override
    public Integer call() {
        var out = new ConsoleProgress(spec.commandLine().getOut());
        try {
            var folder = new RunFolder(run);
            var settings = settings(folder);
            List<Verdict> verdicts = new ArrayList<>();
            for (var check : Choice.of(Catalogue.load(), names).checks()) {
                if (Files.isDirectory(folder.recording(check.id()).path())) {
                    var verdict = judge(folder, check, settings);
                    verdicts.add(verdict);
                    out.finished(
                            new CheckRun(check.suite(), verdict, Optional.empty(), Optional.empty(), Duration.ZERO));
                }
            }
            if (verdicts.isEmpty()) {
                throw new UsageException(
                        run + "/recording (expected: the recording of at least one of the chosen checks)");
            }
            out.summary(verdicts);
            return ExitStatus.of(verdicts);
        } catch (UnreadableRecordingException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Settings settings(RunFolder folder) {
        var stored = folder.info().settings();
        try {
            return stored.withLimits(limits.over(stored.limits()));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static Verdict judge(RunFolder folder, Check check, Settings settings) {
        var recording = folder.recording(check.id()).read();
        return new Verdict(check.id(), check.requirement(), Judgement.of(check, recording, settings));
    }
}
