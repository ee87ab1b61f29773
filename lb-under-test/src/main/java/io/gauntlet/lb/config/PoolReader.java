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
    private static final Map<String, ProbeType> PROBES =
            Arrays.stream(ProbeType.values()).collect(Collectors.toMap(ProbeType::text, Function.identity()));
    private static final int MAX_THRESHOLD = 1_000;
    private static final int MAX_BACKENDS = 100_000;

    private PoolReader() {}

    static PoolConfig read(Section section) {
        String name = section.text("name");
        AlgorithmName algorithm = section.choice("algorithm", AlgorithmName.ROUND_ROBIN, ALGORITHMS);
        int minimum = section.integer("minimum-healthy-hosts", 1, 0, MAX_BACKENDS);
        List<BackendConfig> backends = section.list("backends", "a backend", PoolReader::backend);
        Set<String> ids = new HashSet<>();
        for (BackendConfig backend : backends) {
            if (!ids.add(backend.id())) {
                throw section.place("backends")
                        .error("backend '" + backend.id() + "' stands here twice (expected: once)");
            }
        }
        return new PoolConfig(name, algorithm, minimum, backends, policy(section));
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

    private static PoolPolicy policy(Section section) {
        HealthConfig health;
        try (Section outer = section.section("health");
                Section active = outer.section("active")) {
            health = health(active);
        }
        Duration grace;
        try (Section drain = section.section("drain")) {
            grace = drain.duration("grace", Duration.ofSeconds(30));
        }
        return new PoolPolicy(health, grace, cookie(section), ForwardReader.read(section));
    }

    private static HealthConfig health(Section section) {
        var probe = new HealthConfig.Probe(
                section.choice("type", ProbeType.HTTP, PROBES), path(section), expectedStatus(section));
        var schedule = new HealthConfig.Schedule(
                section.duration("interval", Duration.ofSeconds(5)),
                section.duration("timeout", Duration.ofSeconds(2)),
                section.share("jitter", 0.1));
        var thresholds = new HealthConfig.Thresholds(
                section.integer("healthy-threshold", 2, 1, MAX_THRESHOLD),
                section.integer("unhealthy-threshold", 3, 1, MAX_THRESHOLD));
        return new HealthConfig(probe, schedule, thresholds);
    }

    private static String path(Section section) {
        String path = section.text("path", "/health/ready");
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
            throw section.place("path").error("path: '" + path + "' (expected: a path such as /health/ready)");
        }
        return path;
    }

    private static Set<Integer> expectedStatus(Section section) {
        if (!section.has("expected-status")) {
            return Set.of(200);
        }
        Set<Integer> statuses = new HashSet<>();
        for (Node node : section.list("expected-status")) {
            String text = node instanceof Node.Scalar scalar ? scalar.text() : node.kind();
            if (!text.matches("[1-5]\\d\\d")) {
                throw node.place().error("expected-status: " + text + " (expected: statuses such as 200)");
            }
            statuses.add(Integer.parseInt(text));
        }
        return statuses;
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
