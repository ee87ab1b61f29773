package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.product.BadTemplateException;
import io.gauntlet.harness.product.UnusableProductException;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.session.StartFailedException;
import io.gauntlet.harness.verdict.ExitStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tests a load balancer. */
@Command(
        name = "run",
        description = "Tests a load balancer and says PASS, FAIL, INCONCLUSIVE or SKIPPED for each requirement.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "CHECK", description = "ids or suites; all of them by default")
    private List<String> names = List.of();

    @Mixin
    private final TargetOptions target = new TargetOptions();

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(
            names = "--i-may-load-this-target",
            description = "over 50 requests a second go to an address that is neither loopback nor private")
    private boolean mayLoad;

    @Override
    public Integer call() {
        var checks = Choice.of(Catalogue.load(), names).checks();
        var progress = new ConsoleProgress(spec.commandLine().getOut());
        try {
            var chosen = target.chosen();
            SafetyCatch.check(chosen.outside(), options.load(), mayLoad);
            var result = options.run(chosen, checks, commandLine(), progress);
            progress.summary(result.verdicts());
            progress.note("report: " + result.folder().resolve("report.html"));
            return ExitStatus.of(result.verdicts());
        } catch (UnusableProductException | BadTemplateException e) {
            throw new UsageException("--" + e.getMessage());
        } catch (RunFolder.UnwritableException | StartFailedException | IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private List<String> commandLine() {
        List<String> words = new ArrayList<>(List.of("./gauntlet", "run"));
        words.addAll(spec.commandLine().getParseResult().originalArgs());
        return words;
    }
}
