package io.gauntlet.harness.external;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.cli.TestingCommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code gauntlet run} said of a balancer and left in the run's folder.
 *
 * @param verdicts by check
 * @param reasons by check
 */
record TestingVerdicts(
        TestingCommandLine command, Path folder, Map<String, String> verdicts, Map<String, String> reasons) {
    private static final int TRIES = 3;

    /** Runs checks, as short as they can be; again where the machine was too busy for the traffic. */
    static TestingVerdicts run(Path results, List<String> checks, List<String> target) throws IOException {
        var run = once(results.resolve("1"), checks, target);
        for (int i = 2; i <= TRIES && run.disturbed(); i++) {
            run = once(results.resolve(Integer.toString(i)), checks, target);
        }
        return run;
    }

    /** Runs checks a single time. */
    static TestingVerdicts once(Path results, List<String> checks, List<String> target) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("run"));
        arguments.addAll(checks);
        arguments.addAll(List.of("--profile", "smoke", "--results", results.toString()));
        arguments.addAll(target);
        var command = TestingCommandLine.run(arguments);
        Map<String, String> verdicts = new LinkedHashMap<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        var folder = onlyRun(results, command);
        for (var verdict : new ObjectMapper()
                .readTree(folder.resolve("verdicts.json").toFile())
                .path("verdicts")) {
            var check = verdict.path("check").asText();
            verdicts.put(check, verdict.path("verdict").asText());
            reasons.put(check, verdict.path("reason").asText());
        }
        return new TestingVerdicts(command, folder, verdicts, reasons);
    }

    private boolean disturbed() {
        return reasons.values().stream().anyMatch(reason -> reason.startsWith("the injector "));
    }

    private static Path onlyRun(Path results, TestingCommandLine command) throws IOException {
        if (!Files.isDirectory(results)) {
            throw new AssertionError("no run: " + command);
        }
        try (var runs = Files.list(results)) {
            return runs.findFirst().orElseThrow(() -> new AssertionError("no run: " + command));
        }
    }

    /** All of it, for whoever wonders why. */
    String told() {
        return command.output() + command.errors() + reasons;
    }
}
