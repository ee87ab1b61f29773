package io.gauntlet.harness.cli;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.EmbeddedTarget;
import io.gauntlet.harness.target.Target;
import io.gauntlet.harness.target.UrlTarget;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is to be tested, and what it is declared to do. */
final class TargetOptions {
    private static final int EMBEDDED_BACKENDS = 3;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "a balancer that runs already, http://HOST:PORT (default: the embedded reference balancer)")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--backend-listen",
            paramLabel = "HOST:PORTS",
            split = ",",
            description = "the addresses that the balancer at --url has as its backends, such as"
                    + " 127.0.0.1:9001-9003; Gauntlet listens there")
    private List<String> listen = List.of();

    @Option(
            names = "--algorithm",
            paramLabel = "NAME",
            description = "how the balancer at --url picks: round-robin, least-connections, random, unknown"
                    + " (default: unknown)")
    private String algorithm = "unknown";

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "how many workers of the balancer at --url pick on their own (default: 1)")
    private int workers = 1;

    @Option(
            names = "--weights",
            paramLabel = "N,N,...",
            split = ",",
            description = "the backends' weights at the balancer at --url (default: equal)")
    private List<Integer> weights = List.of();

    @Option(
            names = "--affinity-cookie",
            paramLabel = "NAME",
            description = "the cookie by which the balancer at --url keeps sessions (default: it keeps none)")
    private Optional<String> affinityCookie = Optional.empty();

    @Option(
            names = "--detect-within",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how soon the balancer at --url takes a dead backend out (default: 10s)")
    private Duration detectWithin = Duration.ofSeconds(10);

    @Option(
            names = "--return-within",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how soon it gives a healed one its full share (default: 15s)")
    private Duration returnWithin = Duration.ofSeconds(15);

    @Option(
            names = "--answer-within",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "how long it waits for the beginning of a backend's answer (default: not declared)")
    private Duration answerWithin = Duration.ZERO;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            description = "how many requests it has in flight at one backend at most (default: not declared)")
    private int maxInFlight;

    /** Where the fault link of each backend listens, by the backend's id. */
    Map<String, String> listen() {
        Map<String, String> places = new LinkedHashMap<>();
        if (url.isEmpty()) {
            if (!listen.isEmpty()) {
                throw new UsageException("--backend-listen goes with --url");
            }
            for (int i = 1; i <= EMBEDDED_BACKENDS; i++) {
                places.put("b" + i, "127.0.0.1:0");
            }
            return places;
        }
        if (listen.isEmpty()) {
            throw new UsageException("--url needs --backend-listen HOST:FROM-TO, the addresses that the balancer at "
                    + url.get() + " has as its backends");
        }
        for (var place : ListenRange.all(listen)) {
            places.put("b" + (places.size() + 1), place);
        }
        if (places.size() < 2) {
            throw new UsageException("--backend-listen: " + listen + " (expected: at least 2 addresses)");
        }
        return places;
    }

    /** The target, not started yet. */
    Target target(Path folder, HttpCalls http) {
        return url.<Target>map(this::external)
                .orElseGet(() -> new EmbeddedTarget(folder.resolve("target"), http, EmbeddedTarget.Program.REFERENCE));
    }

    /** Its name, for the run's folder. */
    String name() {
        return url.map(u -> external(u).name()).orElse(EmbeddedTarget.Program.REFERENCE.name());
    }

    private UrlTarget external(URI address) {
        try {
            var policy = new Policy(
                    algorithm(), workers, weights, new Bounds(detectWithin, returnWithin, answerWithin), maxInFlight);
            int backends = listen().size();
            if (!weights.isEmpty() && weights.size() != backends) {
                throw new UsageException(
                        "--weights: " + weights + " (expected: one for each of the " + backends + " backends)");
            }
            return new UrlTarget(address, policy, affinityCookie.isPresent());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    private Algorithm algorithm() {
        try {
            return Algorithm.valueOf(algorithm.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--algorithm: " + algorithm
                    + " (expected: one of round-robin, least-connections, random, unknown)");
        }
    }
}
