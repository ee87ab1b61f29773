package io.gauntlet.harness.cli;

import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** What a balancer is declared to do; one that Gauntlet configures is told to. */
final class DeclaredOptions {
    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            description = "how the balancer picks: round-robin, least-connections, random, unknown"
                    + " (default: round-robin with --lb, else unknown)")
    private Optional<String> algorithm = Optional.empty();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "how many workers of each balancer at --url pick on their own (default: 1)")
    private int workers = 1;

    @Option(
            names = "--weights",
            paramLabel = "N,N,...",
            split = ",",
            description = "the backends' weights (default: equal)")
    private List<Integer> weights = List.of();

    @Option(
            names = "--affinity-cookie",
            paramLabel = "NAME",
            description = "the cookie by which the balancer keeps sessions (default: SERVERID with --lb, else none)")
    private Optional<String> affinityCookie = Optional.empty();

    @Option(
            names = "--detect-within",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how soon the balancer at --url takes a dead backend out (default: 10s)")
    private Duration detectWithin = Bounds.DETECT_WITHIN;

    @Option(
            names = "--return-within",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how soon it gives a healed one its full share (default: 15s)")
    private Duration returnWithin = Bounds.RETURN_WITHIN;

    @Option(
            names = "--answer-within",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how long it waits for the beginning of a backend's answer (default: 3s with --lb, else not"
                    + " declared)")
    private Optional<Duration> answerWithin = Optional.empty();

    @Option(
            names = "--probe-every",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how often the balancer at --url probes each backend (default: not declared)")
    private Duration probeEvery = Duration.ZERO;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description = "how many requests it has in flight at one backend at most (default: 64 with --lb, else not"
                    + " declared)")
    private Optional<Integer> maxInFlight = Optional.empty();

    @Option(
            names = "--websockets",
            description = "the balancer passes WebSockets on to its backends (default: with --lb, unless with"
                    + " --lb-config)")
    private boolean webSockets;

    /**
     * What a balancer that somebody else configured is declared to do.
     *
     * @param instances how many of it there are, each with workers of its own
     */
    Policy policy(int instances) {
        try {
            return new Policy(
                    algorithm.map(DeclaredOptions::algorithm).orElse(Algorithm.UNKNOWN),
                    workers * instances,
                    weights,
                    new Bounds(detectWithin, returnWithin, answerWithin.orElse(Duration.ZERO), probeEvery),
                    maxInFlight.orElse(0));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    /** What a balancer that Gauntlet configures is told to do. */
    Setup.Traffic traffic() {
        var usual = Setup.TRAFFIC;
        var declared = policy(1);
        return new Setup.Traffic(
                algorithm.map(DeclaredOptions::algorithm).orElse(usual.algorithm()),
                affinityCookie.or(usual::affinityCookie),
                new Setup.Timeouts(
                        usual.timeouts().connect(),
                        answerWithin.orElse(usual.timeouts().answer()),
                        usual.timeouts().idle()),
                maxInFlight.isPresent() ? declared.maxInFlight() : usual.maxInFlight(),
                usual.tls());
    }

    /** One for each of so many backends; empty means equal. */
    List<Integer> weights(int backends) {
        if (!weights.isEmpty() && backends == 0) {
            throw new UsageException("--weights goes with --backend-listen");
        }
        if (!weights.isEmpty() && weights.size() != backends) {
            throw new UsageException(
                    "--weights: " + weights + " (expected: one for each of the " + backends + " backends)");
        }
        return weights;
    }

    /** What a balancer that somebody else configured is declared to offer beyond the policy. */
    Set<Capability> offers() {
        var offers = EnumSet.noneOf(Capability.class);
        if (affinityCookie.isPresent()) {
            offers.add(Capability.AFFINITY);
        }
        if (webSockets) {
            offers.add(Capability.WEBSOCKETS);
        }
        return offers;
    }

    private static Algorithm algorithm(String name) {
        try {
            return Algorithm.of(name);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    /** Whether anything was said. */
    boolean given() {
        return algorithm.isPresent()
                || workers != 1
                || !weights.isEmpty()
                || !detectWithin.equals(Bounds.DETECT_WITHIN)
                || !returnWithin.equals(Bounds.RETURN_WITHIN)
                || affinityCookie.isPresent()
                || webSockets
                || answerWithin.isPresent()
                || maxInFlight.isPresent();
    }
}
