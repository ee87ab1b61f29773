package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.faultserver.FaultServerChoice;
import io.gauntlet.harness.product.BadTemplateException;
import io.gauntlet.harness.product.UnusableProductException;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.session.Session;
import io.gauntlet.harness.session.SessionPlan;
import io.gauntlet.harness.session.StartFailedException;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Profile;
import io.gauntlet.harness.verdict.ExitStatus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
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

    @Option(
            names = "--target-rps",
            paramLabel = "N",
            description = "the load that the target is to carry, requests a second (default: ${DEFAULT-VALUE})")
    private double targetRps = 200;

    @Option(
            names = "--headroom",
            paramLabel = "FACTOR",
            description = "what it must bear above that (default: ${DEFAULT-VALUE})")
    private double headroom = 1.5;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "smoke, ci or full: durations and statistical power (default: ci)")
    private String profile = "ci";

    @Option(
            names = "--i-may-load-this-target",
            description = "over 50 requests a second go to an address that is neither loopback nor private")
    private boolean mayLoad;

    @Option(
            names = "--toxiproxy",
            paramLabel = "SERVER",
            description = "what breaks the links: embedded, binary (a real Toxiproxy on the path or in"
                    + " TOXIPROXY_BINARY), container, or the URL of one on this machine (default: embedded)")
    private String toxiproxy = "embedded";

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            description = "where the run's folder goes (default: ${DEFAULT-VALUE})")
    private Path results = Path.of(System.getProperty("gauntlet.results", "results/runs"));

    @Option(names = "--seed", paramLabel = "N", description = "repeats a run's chances (default: a new one)")
    private Optional<Long> seed = Optional.empty();

    @Override
    public Integer call() {
        var checks = Choice.of(Catalogue.load(), names).checks();
        var progress = new ConsoleProgress(spec.commandLine().getOut());
        try {
            var chosen = target.chosen();
            var load = new Load(targetRps, headroom);
            SafetyCatch.check(chosen.outside(), load, mayLoad);
            var plan = new SessionPlan(
                    chosen.name(),
                    chosen.listen(),
                    FaultServerChoice.of(toxiproxy),
                    new SessionPlan.Held(load, limits.over(Limits.DEFAULT), profile()),
                    seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE)),
                    commandLine());
            var result = Session.run(plan, chosen.maker(), results, checks, progress);
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

    private Profile profile() {
        try {
            return Profile.valueOf(profile.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--profile: " + profile + " (expected: one of smoke, ci, full)");
        }
    }
}
