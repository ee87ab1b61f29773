package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads those sections of a pool that say how its requests are brought to its backends. */
final class ForwardReader {
    private static final Map<String, RetryCause> CAUSES =
            Arrays.stream(RetryCause.values()).collect(Collectors.toMap(RetryCause::text, Function.identity()));
    private static final Map<String, Reuse> REUSES =
            Arrays.stream(Reuse.values()).collect(Collectors.toMap(Reuse::text, Function.identity()));
    private static final Map<String, UpstreamProtocol> PROTOCOLS = Arrays.stream(UpstreamProtocol.values())
            .collect(Collectors.toMap(UpstreamProtocol::text, Function.identity()));
    private static final Set<RetryCause> HARMLESS = Set.of(RetryCause.CONNECT_FAILURE, RetryCause.STALE_CONNECTION);
    private static final int MAX_IN_FLIGHT = 1_000_000;
    private static final int MAX_STREAMS = 1000;
    private static final int MAX_QUEUE = 100_000;

    private ForwardReader() {}

    static ForwardConfig read(Section pool, AlgorithmName algorithm) {
        return new ForwardConfig(timeouts(pool), retry(pool), upstream(pool), limits(pool), hashKey(pool, algorithm));
    }

    private static HashKey hashKey(Section pool, AlgorithmName algorithm) {
        HashKey key =
                pool.value("hash-key", HashKey.CLIENT_ADDRESS, "client-address, path or header:NAME", HashKey::parse);
        if (pool.has("hash-key") && algorithm != AlgorithmName.CONSISTENT_HASH) {
            throw pool.place("hash-key")
                    .error("hash-key: means nothing to " + algorithm.text() + " (expected: algorithm: "
                            + AlgorithmName.CONSISTENT_HASH.text() + ", or no hash-key)");
        }
        return key;
    }

    private static TimeoutConfig timeouts(Section pool) {
        try (Section timeouts = pool.section("timeouts")) {
            return new TimeoutConfig(
                    timeouts.duration("connect", Duration.ofSeconds(1)),
                    timeouts.duration("answer", Duration.ofSeconds(60)),
                    timeouts.duration("idle-upstream", Duration.ofSeconds(30)),
                    timeouts.duration("tunnel", TimeoutConfig.TUNNEL));
        }
    }

    private static RetryConfig retry(Section pool) {
        try (Section retry = pool.section("retry")) {
            return new RetryConfig(
                    retry.integer("attempts", 1, 0, 1),
                    retry.share("budget", 0.2),
                    retry.choices("on", HARMLESS, CAUSES));
        }
    }

    private static UpstreamConfig upstream(Section pool) {
        try (Section upstream = pool.section("upstream")) {
            return new UpstreamConfig(
                    upstream.choice("reuse", Reuse.ALWAYS, REUSES),
                    maximum(upstream, "max-connections"),
                    upstream.choice("protocol", UpstreamProtocol.HTTP1, PROTOCOLS),
                    upstream.integer("max-streams", UpstreamConfig.MAX_STREAMS, 1, MAX_STREAMS),
                    TlsReader.backends(upstream));
        }
    }

    private static LimitConfig limits(Section pool) {
        try (Section limits = pool.section("limits")) {
            return new LimitConfig(
                    maximum(limits, "max-in-flight"),
                    maximum(limits, "max-pending"),
                    limits.integer("queue", 100, 0, MAX_QUEUE),
                    limits.duration("queue-timeout", Duration.ofMillis(50)));
        }
    }

    private static int maximum(Section section, String key) {
        return section.optionalInteger(key, 1, MAX_IN_FLIGHT).orElse(LimitConfig.UNLIMITED);
    }
}
