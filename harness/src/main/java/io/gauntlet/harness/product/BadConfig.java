package io.gauntlet.harness.product;

import io.gauntlet.harness.settings.Bounds;
import io.gauntlet.harness.settings.Policy;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A configuration with a mistake that operators make, and the checks that must notice it; a file in the folder {@code bad}
 * beside the product's good one, whose first line says both.
 *
 * @param name the file's
 * @param mistake in one clause
 * @param fails the ids of the checks that must fail
 */
public record BadConfig(String product, String name, String mistake, List<String> fails, Template template) {
    private static final Pattern FIRST_LINE = Pattern.compile("Mistake: (.+?)\\. Fails: ([A-Z0-9, -]+)");
    private static final Pattern PATH = Pattern.compile(".*/([a-z0-9]+)/bad/([^/]+)");

    public BadConfig {
        fails = List.copyOf(fails);
    }

    /** All that there are, by product and name. */
    public static List<BadConfig> all() {
        var here = BadConfig.class.getPackageName().replace('.', '/');
        try (var scan = new ClassGraph().acceptPaths(here).scan()) {
            return scan.getAllResources().stream()
                    .filter(resource -> PATH.matcher(resource.getPath()).matches())
                    .map(BadConfig::read)
                    .sorted(Comparator.comparing(BadConfig::product).thenComparing(BadConfig::name))
                    .toList();
        }
    }

    /** What is wanted of the product: what the good configuration is declared to do, said by this one. */
    public Order order(Product good, Version version) {
        var usual = new Setup(new Pool(List.of()), Setup.TRAFFIC, Setup.HEALTH);
        return new Order(
                Setup.TRAFFIC,
                Setup.HEALTH,
                List.of(),
                Optional.of(new Order.Own(template, patient(good.policy(usual, version)), Set.of())));
    }

    /** Whoever never probes needs longer to be seen not to have noticed. */
    private static Policy patient(Policy good) {
        var back = good.returnWithin().compareTo(Bounds.RETURN_WITHIN) > 0 ? good.returnWithin() : Bounds.RETURN_WITHIN;
        return new Policy(
                good.algorithm(),
                good.workers(),
                good.weights(),
                new Bounds(good.detectWithin(), back, good.answerWithin(), good.probeEvery()),
                good.maxInFlight());
    }

    private static BadConfig read(Resource resource) {
        try (resource) {
            var text = resource.getContentAsString();
            var path = PATH.matcher(resource.getPath());
            var said = FIRST_LINE.matcher(text.lines().limit(3).reduce("", (a, b) -> a + b + "\n"));
            if (!path.matches() || !said.find()) {
                throw new IllegalStateException(
                        resource.getPath() + " (expected: a first line 'Mistake: ... . Fails: CHECK-1, CHECK-2')");
            }
            var fails =
                    Stream.of(said.group(2).split(",", -1)).map(String::strip).toList();
            return new BadConfig(path.group(1), path.group(2), said.group(1), fails, new Template(path.group(2), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
