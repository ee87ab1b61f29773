package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the section of a pool that says how the health of its backends is found out. */
final class HealthReader {
    private static final Map<String, ProbeType> TYPES =
            Arrays.stream(ProbeType.values()).collect(Collectors.toMap(ProbeType::text, Function.identity()));
    private static final Map<String, ProbeType> LIVENESS_TYPES = Arrays.stream(ProbeType.values())
            .filter(type -> type != ProbeType.NONE)
            .collect(Collectors.toMap(ProbeType::text, Function.identity()));
    private static final List<String> HTTP_KEYS = List.of("path", "expected-status", "host", "headers");

    /** Fields that the probe sets itself, as the connection or the body has it. */
    private static final Set<String> OWN_FIELDS =
            Set.of("host", "connection", "content-length", "transfer-encoding", "te", "upgrade");

    private static final Set<Integer> GOOD = Set.of(200);
    private static final int MAX_THRESHOLD = 1_000;
    private static final int MAX_REQUESTS = 1_000_000;
    private static final int MAX_PORT = 65_535;

    private HealthReader() {}

    /**
     * @param spoken with the backends, and so with probes unless they say otherwise
     */
    static HealthConfig read(Section pool, UpstreamProtocol spoken) {
        ProbeType usual = spoken == UpstreamProtocol.HTTP2 ? ProbeType.HTTP2 : ProbeType.HTTP;
        try (Section health = pool.section("health")) {
            HealthConfig.Probe probe;
            HealthConfig.Schedule schedule;
            HealthConfig.Thresholds thresholds;
            try (Section active = health.section("active")) {
                probe = probe(active, usual, TYPES, "/health/ready");
                schedule = schedule(active);
                thresholds = new HealthConfig.Thresholds(
                        active.integer("healthy-threshold", 2, 1, MAX_THRESHOLD),
                        active.integer("unhealthy-threshold", 3, 1, MAX_THRESHOLD));
            }
            return new HealthConfig(probe, liveness(health, probe, usual), schedule, thresholds, passive(health));
        }
    }

    private static HealthConfig.Schedule schedule(Section section) {
        return new HealthConfig.Schedule(
                section.duration("interval", Duration.ofSeconds(5)),
                section.duration("timeout", Duration.ofSeconds(2)),
                section.share("jitter", 0.1),
                section.durationOrNone("startup-grace", Duration.ZERO));
    }

    private static Optional<HealthConfig.Probe> liveness(Section health, HealthConfig.Probe probe, ProbeType usual) {
        if (!health.has("liveness")) {
            return Optional.empty();
        }
        if (probe.type() == ProbeType.NONE) {
            throw health.place("liveness")
                    .error("liveness: without an active probe (expected: an active probe of another type than none)");
        }
        try (Section section = health.section("liveness")) {
            return Optional.of(probe(section, usual, LIVENESS_TYPES, "/health/live"));
        }
    }

    private static HealthConfig.Probe probe(
            Section section, ProbeType usual, Map<String, ProbeType> types, String path) {
        ProbeType type = section.choice("type", usual, types);
        if (type == ProbeType.TCP || type == ProbeType.GRPC) {
            HTTP_KEYS.forEach(key -> refuse(section, key, ProbeType.HTTP));
        }
        if (type != ProbeType.GRPC) {
            refuse(section, "service", ProbeType.GRPC);
        }
        var http = new HealthConfig.HttpQuestion(
                path(section, path), expectedStatus(section), host(section), headers(section));
        return new HealthConfig.Probe(type, port(section), http, service(section));
    }

    private static void refuse(Section section, String key, ProbeType owner) {
        if (section.has(key)) {
            throw section.place(key).error(key + ": of no use here (expected: with type " + owner.text() + ")");
        }
    }

    private static OptionalInt port(Section section) {
        return section.optionalInteger("port", 1, MAX_PORT);
    }

    private static String path(Section section, String otherwise) {
        String path = section.text("path", otherwise);
        if (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c >= 127)) {
            throw section.place("path").error("path: '" + path + "' (expected: a path such as " + otherwise + ")");
        }
        return path;
    }

    private static Set<Integer> expectedStatus(Section section) {
        List<Node> items = section.items("expected-status", "list of statuses", GOOD);
        if (!section.has("expected-status")) {
            return GOOD;
        }
        Set<Integer> statuses = new HashSet<>();
        for (Node node : items) {
            String text = node instanceof Node.Scalar scalar ? scalar.text() : node.kind();
            if (!text.matches("[1-5]\\d\\d")) {
                throw node.place().error("expected-status: " + text + " (expected: statuses such as 200)");
            }
            statuses.add(Integer.parseInt(text));
        }
        return statuses;
    }

    private static Optional<String> host(Section section) {
        Optional<String> host = section.optional("host", "text", text -> text);
        if (host.isPresent() && !host.get().matches("[!-~]+")) {
            throw section.place("host").error("host: '" + host.get() + "' (expected: a host, such as shop.example)");
        }
        return host;
    }

    private static Map<String, String> headers(Section section) {
        Map<String, String> headers = new LinkedHashMap<>();
        try (Section fields = section.section("headers")) {
            for (String name : fields.names()) {
                String value = fields.text(name);
                if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                    throw fields.place(name).error("headers: '" + name + "' (expected: the name of a field)");
                }
                if (OWN_FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
                    throw fields.place(name)
                            .error("headers: '" + name + "' (expected: a field that the probe does not set itself)");
                }
                if (!value.matches("[ -~]*")) {
                    throw fields.place(name).error(name + ": a value beyond printable ASCII (expected: none but that)");
                }
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static String service(Section section) {
        String service = section.text("service", "");
        if (!service.matches("[!-~]{0,256}")) {
            throw section.place("service")
                    .error("service: '" + service + "' (expected: the name of a service, such as shop.Cart)");
        }
        return service;
    }

    /** On, unless it is switched off: a backend that fails every request and answers its probes is what people forget. */
    private static PassiveConfig passive(Section health) {
        Optional<Section> passive = health.sectionUnlessOff("passive");
        if (passive.isEmpty()) {
            return PassiveConfig.OFF;
        }
        try (Section section = passive.get()) {
            Duration ejection = section.duration("ejection-time", PassiveConfig.STANDARD.ejection());
            return new PassiveConfig(
                    section.integer(
                            "consecutive-failures", PassiveConfig.STANDARD.consecutiveFailures(), 0, MAX_THRESHOLD),
                    successRate(section),
                    ejection,
                    maxEjection(section, ejection),
                    positiveShare(section, "max-ejected", PassiveConfig.STANDARD.maxEjected()));
        }
    }

    private static Duration maxEjection(Section section, Duration ejection) {
        Duration otherwise = PassiveConfig.STANDARD.maxEjection();
        Duration max = section.duration("max-ejection-time", otherwise.compareTo(ejection) < 0 ? ejection : otherwise);
        if (max.compareTo(ejection) < 0) {
            throw section.place("max-ejection-time")
                    .error("max-ejection-time: shorter than the ejection-time (expected: at least as long)");
        }
        return max;
    }

    private static Optional<PassiveConfig.SuccessRate> successRate(Section passive) {
        if (!passive.has("success-rate")) {
            return Optional.empty();
        }
        try (Section section = passive.section("success-rate")) {
            return Optional.of(new PassiveConfig.SuccessRate(
                    positiveShare(section, "below", 0.5),
                    section.integer("of-at-least", 20, 1, MAX_REQUESTS),
                    section.duration("window", Duration.ofSeconds(10))));
        }
    }

    private static double positiveShare(Section section, String key, double otherwise) {
        double share = section.share(key, otherwise);
        if (share == 0) {
            throw section.place(key).error(key + ": 0% (expected: 1% to 100%)");
        }
        return share;
    }
}
