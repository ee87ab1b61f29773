package io.gauntlet.harness.cli;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.EmbeddedTarget;
import io.gauntlet.harness.target.Target;
import io.gauntlet.harness.target.UrlTarget;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private final ProductOptions product = new ProductOptions();

    @Mixin
    private final DeclaredOptions declared = new DeclaredOptions();

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

    /** How the target is made, given the folder for its files. */
    BiFunction<Path, HttpCalls, Target> target() {
        if (product.name().isPresent()) {
            if (url.isPresent()) {
                throw new UsageException("--lb and --url are two targets (expected: one of them)");
            }
            return product.target(product.name().get(), declared, EMBEDDED_BACKENDS);
        }
        return url.<BiFunction<Path, HttpCalls, Target>>map(u -> (folder, http) -> external(u))
                .orElse((folder, http) ->
                        new EmbeddedTarget(folder.resolve("target"), http, EmbeddedTarget.Program.REFERENCE));
    }

    /** Its name, for the run's folder. */
    String name() {
        return product.name()
                .or(() -> url.map(u -> external(u).name()))
                .orElse(EmbeddedTarget.Program.REFERENCE.name());
    }

    private UrlTarget external(URI address) {
        declared.weights(listen().size());
        try {
            return new UrlTarget(
                    address, declared.policy(1), declared.affinityCookie().isPresent());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }
}
