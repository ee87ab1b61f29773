package io.gauntlet.harness.target;

import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Arrangement;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The configuration under which the reference balancer is tested, and the policy that it declares by it. */
final class EmbeddedConfig {
    private static final int INTERVAL_MILLIS = 500;
    private static final int TIMEOUT_MILLIS = 400;
    private static final Duration SESSION = Duration.ofHours(1);
    private static final int ANSWER_MILLIS = 3_000;
    private static final int MAX_IN_FLIGHT = 64;
    private static final int HEALTHY = 2;
    private static final int UNHEALTHY = 3;

    /** Probes come up to a tenth late by the jitter. */
    private static final double JITTER = 1.1;

    /** All workers share one cursor, so to the outside there is one. */
    static final Policy POLICY = new Policy(
            Algorithm.ROUND_ROBIN,
            1,
            List.of(),
            new Bounds(
                    Duration.ofMillis((long) (UNHEALTHY * INTERVAL_MILLIS * JITTER) + TIMEOUT_MILLIS),
                    Duration.ofMillis((long) (HEALTHY * INTERVAL_MILLIS * JITTER) + TIMEOUT_MILLIS),
                    Duration.ofMillis(ANSWER_MILLIS),
                    Duration.ofMillis(INTERVAL_MILLIS)),
            MAX_IN_FLIGHT);

    private EmbeddedConfig() {}

    /** A backend as the balancer is to see it. */
    record Member(String address, int weight) {}

    static String yaml(
            String bind,
            String admin,
            Path key,
            Map<String, Member> backends,
            Arrangement arrangement,
            boolean scaled) {
        var lines = backends.entrySet().stream()
                .map(backend -> "      - {id: %s, address: \"%s\", weight: %d}"
                        .formatted(
                                backend.getKey(),
                                backend.getValue().address(),
                                backend.getValue().weight()))
                .collect(Collectors.joining("\n"));
        return """
                listeners:
                  - name: web
                    bind: "%s"
                    protocol: http
                    routes: [{pool: web}]
                pools:
                  - name: web
                    algorithm: %s
                    minimum-healthy-hosts: 1
                    backends:
                %s
                    health:
                      active: {type: http, path: /health/ready, interval: %dms, timeout: %dms, jitter: 10%%, healthy-threshold: %d, unhealthy-threshold: %d, expected-status: [200]}
                %s
                    drain: {grace: 30s}
                    affinity: {cookie: {name: SERVERID, ttl: %ds, key-file: "%s"}}
                    timeouts: {connect: 1s, answer: %dms, idle-upstream: 30s}
                    retry: {attempts: 1, budget: 20%%, on: [connect-failure, stale-connection, reset]}
                    upstream: {reuse: safe}
                    limits: {max-in-flight: %d, queue: 64, queue-timeout: 50ms}
                admin: {bind: "%s"}
                stop: {grace: 2s}
                """.formatted(
                        bind,
                        algorithm(arrangement, scaled),
                        lines,
                        INTERVAL_MILLIS,
                        TIMEOUT_MILLIS,
                        HEALTHY,
                        UNHEALTHY,
                        asked(arrangement),
                        arrangement.sessions().isZero()
                                ? SESSION.toSeconds()
                                : arrangement.sessions().toSeconds(),
                        key.toAbsolutePath(),
                        ANSWER_MILLIS,
                        MAX_IN_FLIGHT,
                        admin);
    }

    /** What is off unless an experiment asks for it. */
    private static String asked(Arrangement arrangement) {
        var lines = new StringJoiner("\n");
        // Off as long as nobody asks: a backend that an experiment lets fail is to stay in, and what is seen is then
        // the probes' doing.
        lines.add(
                arrangement.failuresInARow() > 0
                        ? "      passive: {consecutive-failures: %d, ejection-time: 30s}"
                                .formatted(arrangement.failuresInARow())
                        : "      passive: off");
        if (!arrangement.slowStart().isZero()) {
            lines.add("    slow-start: %dms".formatted(arrangement.slowStart().toMillis()));
        }
        return lines.toString();
    }

    /** Weights that may change need an algorithm that heeds them. */
    private static String algorithm(Arrangement arrangement, boolean scaled) {
        boolean weighted = scaled
                || !arrangement.weights().isEmpty()
                || !arrangement.slowStart().isZero();
        return switch (arrangement.algorithm().orElse(Algorithm.ROUND_ROBIN)) {
            case ROUND_ROBIN, UNKNOWN -> weighted ? "weighted-round-robin" : "round-robin";
            case LEAST_CONNECTIONS -> "least-connections";
            case CLIENT_HASH -> "ip-hash";
            case RANDOM -> "weighted-random";
        };
    }
}
