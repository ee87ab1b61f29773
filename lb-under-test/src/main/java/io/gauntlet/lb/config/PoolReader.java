package io.gauntlet.lb.config;

import io.gauntlet.lb.config.DrainConfig.Sessions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the section of one pool, with the defaults that people rely on. */
final class PoolReader {
    private static final Map<String, AlgorithmName> ALGORITHMS =
            Arrays.stream(AlgorithmName.values()).collect(Collectors.toMap(AlgorithmName::text, Function.identity()));
    private static final Map<String, Sessions> SESSIONS =
            Arrays.stream(Sessions.values()).collect(Collectors.toMap(Sessions::text, Function.identity()));
    static final int MAX_BACKENDS = 100_000;

    /** Ten looks in each window: with a shorter one the control loop would do little else. */
    private static final Duration MIN_WINDOW = Duration.ofMillis(100);

    private static final double MIN_LIMIT = 1.1;
    private static final double MAX_LIMIT = 1_000;
    private static final int MAX_REQUESTS = 1_000_000;

    private PoolReader() {}

    static PoolConfig read(Section section) {
        String name = section.text("name");
        AlgorithmName algorithm = section.choice("algorithm", AlgorithmName.ROUND_ROBIN, ALGORITHMS);
        int minimum = section.integer("minimum-healthy-hosts", 1, 0, MAX_BACKENDS);
        var sources = new BackendSources(backends(section), DiscoveryReader.read(section));
        var balancing = new Balancing(algorithm, skew(section));
        return new PoolConfig(name, balancing, minimum, sources, policy(section, algorithm));
    }

    /** The list of backends, each id once. */
    static List<BackendConfig> backends(Section section) {
        List<BackendConfig> backends = section.list("backends", "a backend", PoolReader::backend);
        Set<String> ids = new HashSet<>();
        for (BackendConfig backend : backends) {
            if (!ids.add(backend.id())) {
                throw section.place("backends")
                        .error("backend '" + backend.id() + "' stands here twice (expected: once)");
            }
        }
        return backends;
    }

    private static BackendConfig backend(Section section) {
        try {
            return new BackendConfig(
                    section.text("id"),
                    section.address("address"),
                    section.integer("weight", 1, 1, BackendConfig.MAX_WEIGHT));
        } catch (IllegalArgumentException e) {
            throw section.place("id").error(String.valueOf(e.getMessage()));
        }
    }

    private static PoolPolicy policy(Section section, AlgorithmName algorithm) {
        ForwardConfig forward = ForwardReader.read(section, algorithm);
        HealthConfig health = HealthReader.read(section, forward.upstream().protocol());
        Duration slowStart = section.durationOrNone("slow-start", Duration.ZERO);
        Optional<AffinityConfig> affinity = AffinityReader.read(section);
        return new PoolPolicy(health, slowStart, drain(section, affinity), affinity, forward);
    }

    private static SkewConfig skew(Section section) {
        try (Section skew = section.section("skew")) {
            SkewConfig standard = SkewConfig.STANDARD;
            Duration window = skew.duration("window", standard.window());
            if (window.compareTo(MIN_WINDOW) < 0) {
                throw skew.place("window").error("window: " + window.toMillis() + "ms (expected: at least 100ms)");
            }
            return new SkewConfig(
                    window,
                    skew.factor("limit", standard.limit(), MIN_LIMIT, MAX_LIMIT),
                    skew.integer("minimum-requests", standard.minimumRequests(), 1, MAX_REQUESTS));
        }
    }

    private static DrainConfig drain(Section section, Optional<AffinityConfig> affinity) {
        try (Section drain = section.section("drain")) {
            var config = new DrainConfig(
                    drain.duration("grace", Duration.ofSeconds(30)), drain.choice("sessions", Sessions.MOVE, SESSIONS));
            if (config.sessions() == Sessions.KEEP
                    && affinity.filter(AffinityConfig::stored).isEmpty()) {
                throw drain.place("sessions")
                        .error("sessions: nothing to keep (expected: affinity by cookie, header or app-cookie, or"
                                + " sessions: move)");
            }
            return config;
        }
    }
}
