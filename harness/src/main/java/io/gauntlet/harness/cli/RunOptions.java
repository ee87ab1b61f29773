package io.gauntlet.harness.cli;

import io.gauntlet.harness.check.Check;
import io.gauntlet.harness.faultserver.FaultServerChoice;
import io.gauntlet.harness.run.RunResult;
import io.gauntlet.harness.session.Session;
import io.gauntlet.harness.session.SessionPlan;
import io.gauntlet.harness.settings.Limits;
import io.gauntlet.harness.settings.Load;
import io.gauntlet.harness.settings.Profile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a target is tested. */
final class RunOptions {
    private static final double TARGET_RPS = 200;
    private static final double HEADROOM = 1.5;
    private static final String PROFILE = "ci";
    private static final String TOXIPROXY = "embedded";

    @Option(
            names = "--target-rps",
            paramLabel = "N",
            description = "the load that the target is to carry, requests a second (default: ${DEFAULT-VALUE})")
    private double targetRps = TARGET_RPS;

    @Option(
            names = "--headroom",
            paramLabel = "FACTOR",
            description = "what it must bear above that (default: ${DEFAULT-VALUE})")
    private double headroom = HEADROOM;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "smoke, ci or full: durations and statistical power (default: ci)")
    private String profile = PROFILE;

    @Option(
            names = "--toxiproxy",
            paramLabel = "SERVER",
            description = "what breaks the links: embedded, binary (a real Toxiproxy on the path or in"
                    + " TOXIPROXY_BINARY), container, or the URL of one on this machine (default: embedded)")
    private String toxiproxy = TOXIPROXY;

    @Option(
            names = "--results",
            paramLabel = "FOLDER",
            description = "where the run's folder goes (default: ${DEFAULT-VALUE})")
    private Path results = Path.of(System.getProperty("gauntlet.results", "results/runs"));

    @Option(names = "--seed", paramLabel = "N", description = "repeats a run's chances (default: a new one)")
    private Optional<Long> seed = Optional.empty();

    /** The load that is asked for. */
    Load load() {
        return new Load(targetRps, headroom);
    }

    /**
     * Runs checks against a target.
     *
     * @param commandLine that makes it again
     */
    RunResult run(Chosen chosen, List<Check> checks, List<String> commandLine, ConsoleProgress progress) {
        var plan = new SessionPlan(
                chosen.name(),
                chosen.listen(),
                FaultServerChoice.of(toxiproxy),
                new SessionPlan.Held(load(), limits.over(Limits.DEFAULT), profile()),
                seed.orElseGet(() -> ThreadLocalRandom.current().nextLong(Integer.MAX_VALUE)),
                commandLine);
        return Session.run(plan, chosen.maker(), results, checks, progress);
    }

    /** The options that differ from what is usual, as they would be typed. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (targetRps != TARGET_RPS) {
            words.addAll(List.of("--target-rps", plain(targetRps)));
        }
        if (headroom != HEADROOM) {
            words.addAll(List.of("--headroom", plain(headroom)));
        }
        words.addAll(limits.words());
        if (!profile.equals(PROFILE)) {
            words.addAll(List.of("--profile", profile));
        }
        if (!toxiproxy.equals(TOXIPROXY)) {
            words.addAll(List.of("--toxiproxy", toxiproxy));
        }
        seed.ifPresent(number -> words.addAll(List.of("--seed", Long.toString(number))));
        return words;
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private Profile profile() {
        try {
            return Profile.valueOf(profile.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--profile: " + profile + " (expected: one of smoke, ci, full)");
        }
    }
}
