package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Catalogue;
import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.settings.Limits;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the catalogue. */
@Command(
        name = "checks",
        description = "The catalogue: id, requirement, what each check needs, limits.",
        mixinStandardHelpOptions = true)
final class ChecksCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "CHECK", description = "ids or suites; all of them by default")
    private List<String> names = List.of();

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var suite = "";
        for (var check : Choice.of(Catalogue.load(), names).checks()) {
            if (!check.suite().equals(suite)) {
                suite = check.suite();
                out.println(suite);
            }
            print(out, check);
        }
        var limits = Limits.DEFAULT;
        out.printf(
                "%nDefault limits: %.1f %% failed, p99 %.0f ms, availability %.1f %%, false alarm %.0e%n",
                limits.errorRate() * 100, limits.p99Millis(), limits.availability() * 100, limits.falseAlarm());
        out.flush();
        return 0;
    }

    private static void print(PrintWriter out, Check check) {
        out.printf("  %-9s %s%n", check.id(), check.requirement());
        if (!check.needs().isEmpty()) {
            out.printf(
                    "            needs %s%n",
                    check.needs().stream()
                            .map(capability -> capability.provider())
                            .sorted()
                            .collect(Collectors.joining("; and ")));
        }
    }
}
