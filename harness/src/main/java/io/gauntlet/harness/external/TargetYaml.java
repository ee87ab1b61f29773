package io.gauntlet.harness.external;

import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Spans;
import io.gauntlet.harness.target.Application;
import io.gauntlet.harness.target.Capability;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a target's file, as they are written; null where one is left out. */
record TargetYaml(
        @Nullable String name,
        @Nullable List<String> urls,
        @Nullable BackendsYaml backends,
        @Nullable DeclaredYaml declared,
        @Nullable Map<String, HookYaml> hooks) {

    /** Whose backends they are. */
    record BackendsYaml(
            @Nullable List<String> listen,
            @Nullable List<String> names,
            @Nullable String header,
            @Nullable String path) {
        BackendsYaml {
            if (names != null && (new HashSet<>(names).size() != names.size() || names.contains(""))) {
                throw new IllegalArgumentException("names: " + names + " (expected: each of them once)");
            }
            if (path != null && (!path.startsWith("/") || path.chars().anyMatch(c -> c <= ' ' || c > '~'))) {
                throw new IllegalArgumentException(
                        "path: " + path + " (expected: a path that begins with /, percent-encoded)");
            }
            if (listen == null && names != null) {
                throw new IllegalArgumentException("names: " + names
                        + " (expected: only with listen: those of the balancer's own are known by header)");
            }
            if (listen != null && header != null) {
                throw new IllegalArgumentException("header: " + header
                        + " (expected: only with path: Gauntlet's backends say themselves who they are)");
            }
        }
    }

    /** What the balancer is declared to do. */
    record DeclaredYaml(
            @Nullable String algorithm,
            @Nullable Integer workers,
            @Nullable List<Integer> weights,
            @Nullable String affinityCookie,
            @Nullable String detectWithin,
            @Nullable String returnWithin,
            @Nullable String answerWithin,
            @Nullable String probeEvery,
            @Nullable Integer maxInFlight,
            @Nullable Boolean websockets) {
        static final DeclaredYaml NOTHING =
                new DeclaredYaml(null, null, null, null, null, null, null, null, null, null);

        Policy policy(int instances) {
            return new Policy(
                    algorithm == null ? Algorithm.UNKNOWN : Algorithm.of(algorithm),
                    (workers == null ? 1 : workers) * instances,
                    weights == null ? List.of() : weights,
                    new Bounds(
                            span("detect-within", detectWithin, Bounds.DETECT_WITHIN),
                            span("return-within", returnWithin, Bounds.RETURN_WITHIN),
                            span("answer-within", answerWithin, Duration.ZERO),
                            span("probe-every", probeEvery, Duration.ZERO)),
                    maxInFlight == null ? 0 : maxInFlight);
        }

        Set<Capability> offers() {
            var offers = EnumSet.noneOf(Capability.class);
            if (affinityCookie != null) {
                offers.add(Capability.AFFINITY);
            }
            if (Boolean.TRUE.equals(websockets)) {
                offers.add(Capability.WEBSOCKETS);
            }
            return offers;
        }
    }

    private static Duration span(String key, @Nullable String text, Duration otherwise) {
        try {
            return text == null ? otherwise : Spans.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
        }
    }

    TargetFile in(Path file) {
        if (urls == null || urls.isEmpty()) {
            throw new IllegalArgumentException("urls: none (expected: a list of at least one http://HOST:PORT)");
        }
        if (backends == null || (backends.listen() == null) == (backends.path() == null)) {
            throw new IllegalArgumentException("backends: (expected: either listen, where Gauntlet's backends are to"
                    + " listen, or path, for a balancer with backends of its own)");
        }
        if (backends.listen() == null && declared != null && declared.weights() != null) {
            throw new IllegalArgumentException("declared.weights: " + declared.weights()
                    + " (expected: only with backends.listen, one for each of them in order)");
        }
        var addresses = urls.stream().map(TargetYaml::uri).toList();
        var said = declared == null ? DeclaredYaml.NOTHING : declared;
        var description = new Description(
                name == null ? Description.nameOf(addresses.get(0)) : plain(name),
                addresses,
                said.policy(addresses.size()),
                said.offers(),
                application(backends));
        return new TargetFile(
                description,
                hooks(file),
                backends.listen() == null ? List.of() : backends.listen(),
                backends.names() == null ? List.of() : backends.names());
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("urls: " + text + " (expected: http://HOST:PORT)", e);
        }
    }

    private static String plain(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,60}")) {
            throw new IllegalArgumentException("name: " + name + " (expected: letters, digits, '.', '_', '-')");
        }
        return name;
    }

    private static Application application(BackendsYaml backends) {
        return backends.path() == null
                ? Application.GAUNTLETS
                : new Application(Optional.ofNullable(backends.header()), Optional.of(backends.path()));
    }

    private Hooks hooks(Path file) {
        Map<Operation, Hook> all = new EnumMap<>(Operation.class);
        (hooks == null ? Map.<String, HookYaml>of() : hooks)
                .forEach((word, hook) -> all.put(operation(word), hook.hook(word, file)));
        var read = new Hooks(all);
        read.missing().ifPresent(half -> {
            throw new IllegalArgumentException(
                    "hooks: no " + half.word() + " (expected: drain with undrain, add with remove, since what a check"
                            + " does is undone after it)");
        });
        return read;
    }

    private static Operation operation(String word) {
        for (var operation : Operation.values()) {
            if (operation.word().equals(word)) {
                return operation;
            }
        }
        throw new IllegalArgumentException("hooks: unknown key " + word + " (expected: one of drain, undrain, add,"
                + " remove, weigh, reload, restart, metrics)");
    }
}
