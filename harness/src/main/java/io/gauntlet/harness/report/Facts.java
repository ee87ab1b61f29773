package io.gauntlet.harness.report;

import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What one must know of a run to trust it and to repeat it, for print. */
final class Facts {
    /** One line. */
    record Fact(String name, String value) {}

    private Facts() {}

    static List<Fact> of(RunResult result) {
        var info = result.info();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Started", Print.utc(info.zero())));
        facts.add(new Fact("Took", Print.duration(result.took())));
        facts.add(new Fact("Run", info.id()));
        facts.add(new Fact("Seed", Long.toString(info.seed())));
        facts.addAll(of(info.settings()));
        facts.add(new Fact(
                "Versions",
                new TreeMap<>(info.versions())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .collect(Collectors.joining(", "))));
        return facts;
    }

    private static List<Fact> of(Settings settings) {
        var load = settings.load();
        var limits = settings.limits();
        return List.of(
                new Fact("Profile", settings.profile().name().toLowerCase(Locale.ROOT)),
                new Fact(
                        "Target load",
                        Print.number(load.targetRps()) + " requests/s × " + Print.number(load.headroom())
                                + " headroom = " + Print.number(load.peakRps()) + " requests/s"),
                new Fact("Backends", String.join(", ", settings.backends())),
                new Fact("Declared policy", policy(settings.policy())),
                new Fact(
                        "Limits",
                        "failed ≤ " + Print.percent(limits.errorRate()) + ", p99 ≤ " + Print.number(limits.p99Millis())
                                + " ms, availability ≥ " + Print.percent(limits.availability()) + ", false alarm ≤ "
                                + Print.number(limits.falseAlarm())));
    }

    private static String policy(Policy policy) {
        var algorithm = policy.algorithm().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        var workers = policy.workers() == 1 ? "1 worker" : policy.workers() + " workers";
        var weights = policy.equalWeights()
                ? "equal weights"
                : "weights " + policy.weights().stream().map(String::valueOf).collect(Collectors.joining(":"));
        return (algorithm.equals("unknown") ? "algorithm unknown" : algorithm) + ", " + workers + ", " + weights
                + "; out within " + Print.duration(policy.detectWithin()) + ", back within "
                + Print.duration(policy.returnWithin())
                + (policy.answerWithin().isZero() ? "" : ", answers within " + Print.duration(policy.answerWithin()))
                + (policy.maxInFlight() == 0 ? "" : ", at most " + policy.maxInFlight() + " in flight at a backend");
    }
}
