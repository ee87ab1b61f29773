package io.gauntlet.harness.check;

import io.github.classgraph.ClassGraph;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All checks, found by looking into the packages below this one: to add a check is to add a file.
 *
 * @param checks in the order of suites, then of ids
 */
public record Catalogue(List<Check> checks) {
    /** The order in which suites run; what is cheap and tells much comes first. */
    private static final List<String> SUITES = List.of(
            "distribution",
            "health",
            "draining",
            "stickiness",
            "recovery",
            "network",
            "protocol",
            "security",
            "operations");

    public Catalogue {
        checks = List.copyOf(checks);
    }

    /** Looks. */
    public static Catalogue load() {
        try (var scan = new ClassGraph()
                .acceptPackages(Catalogue.class.getPackageName())
                .enableClassInfo()
                .scan()) {
            return new Catalogue(scan.getClassesImplementing(Check.class).filter(info -> !info.isAbstract()).stream()
                    .map(info -> create(info.loadClass(Check.class)))
                    .sorted(Comparator.comparing((Check check) -> place(check.suite()))
                            .thenComparing(Check::suite)
                            .thenComparingInt(check -> number(check.id())))
                    .toList());
        }
    }

    private static Check create(Class<Check> type) {
        try {
            return type.getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " (expected: a public constructor without parameters)", e);
        }
    }

    private static int place(String suite) {
        int place = SUITES.indexOf(suite);
        return place < 0 ? SUITES.size() : place;
    }

    private static int number(String id) {
        return Integer.parseInt(id.substring(id.lastIndexOf('-') + 1));
    }

    /** One by its id, in any case. */
    public Optional<Check> find(String id) {
        return checks.stream().filter(check -> check.id().equalsIgnoreCase(id)).findFirst();
    }

    /**
     * Those of these ids or suites, in the catalogue's order.
     *
     * @param names empty means all
     * @throws IllegalArgumentException when a name is neither
     */
    public Catalogue select(List<String> names) {
        for (var name : names) {
            if (checks.stream().noneMatch(check -> answersTo(check, name))) {
                throw new IllegalArgumentException("check: " + name + " (expected: one of " + all() + ")");
            }
        }
        return names.isEmpty()
                ? this
                : new Catalogue(checks.stream()
                        .filter(check -> names.stream().anyMatch(name -> answersTo(check, name)))
                        .toList());
    }

    private static boolean answersTo(Check check, String name) {
        return check.id().equalsIgnoreCase(name) || check.suite().equals(name.toLowerCase(Locale.ROOT));
    }

    private String all() {
        return checks.stream().map(Check::id).collect(Collectors.joining(", ")) + "; or a suite: "
                + checks.stream().map(Check::suite).distinct().collect(Collectors.joining(", "));
    }
}
