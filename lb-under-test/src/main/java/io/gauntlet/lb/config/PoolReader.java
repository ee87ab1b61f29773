package io.gauntlet.lb.config;

import java.nio.file.Path;
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
    static final int MAX_BACKENDS = 100_000;

    private PoolReader() {}

    static PoolConfig read(Section section) {
        String name = section.text("name");
        AlgorithmName algorithm = section.choice("algorithm", AlgorithmName.ROUND_ROBIN, ALGORITHMS);
        int minimum = section.integer("minimum-healthy-hosts", 1, 0, MAX_BACKENDS);
        var sources = new BackendSources(backends(section), DiscoveryReader.read(section));
        return new PoolConfig(name, algorithm, minimum, sources, policy(section, algorithm));
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
        HealthConfig health = HealthReader.read(section);
        Duration slowStart = section.optional("slow-start", Quantity::duration).orElse(Duration.ZERO);
        Duration grace;
        try (Section drain = section.section("drain")) {
            grace = drain.duration("grace", Duration.ofSeconds(30));
        }
        return new PoolPolicy(health, slowStart, grace, cookie(section), ForwardReader.read(section, algorithm));
    }

    private static Optional<CookieConfig> cookie(Section section) {
        if (!section.has("affinity")) {
            return Optional.empty();
        }
        try (Section affinity = section.section("affinity")) {
            if (!affinity.has("cookie")) {
                throw affinity.missing("cookie");
            }
            try (Section cookie = affinity.section("cookie")) {
                String name = cookie.text("name", "SERVERID");
                if (!name.matches("[A-Za-z0-9_-]+")) {
                    throw cookie.place("name").error("name: '" + name + "' (expected: letters, digits, '_' or '-')");
                }
                return Optional.of(new CookieConfig(
                        name, cookie.duration("ttl", Duration.ofHours(1)), cookie.optional("key-file", Path::of)));
            }
        }
    }
}
