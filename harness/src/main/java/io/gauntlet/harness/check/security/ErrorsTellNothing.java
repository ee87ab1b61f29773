package io.gauntlet.harness.check.security;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.experiment.Experiment;
import io.gauntlet.harness.experiment.Workload;
import io.gauntlet.harness.judge.Evidence;
import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.target.Capability;
import io.gauntlet.harness.verdict.Finding;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** SEC-10: what an error page says of versions, addresses and code is a map for whoever looks for a way in. */
public final class ErrorsTellNothing implements Check {
    private static final List<String> NAMES = List.of("two-hosts", "no-request", "no-method");
    private static final int FIRST_ERROR = 400;
    private static final double RPS = 5;

    /** A product with its version; the protocol's own is none. */
    private static final Pattern VERSION = Pattern.compile("(?!HTTP/)\\b[A-Za-z][A-Za-z_-]*/\\d+\\.\\d[\\w.-]*");

    private static final Pattern STACK = Pattern.compile("\\tat [\\w.$]+\\(|Traceback |goroutine \\d|\\w+Exception\\b");
    private static final Pattern ADDRESS = Pattern.compile("\\b\\d{1,3}(?:\\.\\d{1,3}){3}:\\d{1,5}\\b");

    @Override
    public String id() {
        return "SEC-10";
    }

    @Override
    public String requirement() {
        return "Errors say nothing of versions, addresses or code";
    }

    @Override
    public Set<Capability> needs() {
        return Set.of();
    }

    @Override
    public Experiment experiment(Settings settings) {
        return Experiment.of(Workload.steady(RPS, 4).posting(0))
                .at(0.5, Actions.say("two-hosts", "GET {path} HTTP/1.1\nHost: one.example\nHost: two.example"))
                .at(1.5, Actions.say("no-request", "BANANA"))
                .at(2.5, Actions.say("no-method", "G@T {path} HTTP/1.1\nHost: {host}"));
    }

    @Override
    public Finding judge(Recording recording, Settings settings) {
        var errors = NAMES.stream()
                .flatMap(name -> Heard.of(name, recording).stream())
                .filter(heard -> heard.status().orElse(0) >= FIRST_ERROR)
                .toList();
        var telling = errors.stream()
                .flatMap(error -> told(error).stream())
                .distinct()
                .toList();
        long seen = errors.size();
        return Evidence.given(
                seen,
                1,
                "errors",
                Finding.atMost(
                        telling.size(),
                        0,
                        "tales",
                        telling.isEmpty()
                                ? seen + " errors said nothing that they need not"
                                : "errors told of " + String.join(", ", telling)));
    }

    private static Optional<String> told(Heard error) {
        for (var tale : List.of(VERSION, ADDRESS, STACK)) {
            var match = tale.matcher(error.text());
            if (match.find()) {
                return Optional.of(match.group().strip());
            }
        }
        return Optional.empty();
    }
}
