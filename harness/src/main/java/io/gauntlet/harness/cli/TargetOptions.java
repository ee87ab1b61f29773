package io.gauntlet.harness.cli;

import io.gauntlet.harness.external.Description;
import io.gauntlet.harness.external.ExternalTarget;
import io.gauntlet.harness.external.Hooks;
import io.gauntlet.harness.external.TargetFile;
import io.gauntlet.harness.target.Application;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is to be tested, and what it is declared to do. */
final class TargetOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "a balancer that runs already, http[s]://HOST:PORT; several times for several instances of it"
                    + " (default: the embedded reference balancer)")
    private List<URI> urls = List.of();

    @Option(
            names = "--backend-listen",
            paramLabel = "HOST:PORTS",
            split = ",",
            description = "the addresses that the balancer at --url has as its backends, such as"
                    + " 127.0.0.1:9001-9003; Gauntlet listens there (default: its backends are its own, and what can be"
                    + " judged from outside is judged)")
    private List<String> listen = List.of();

    @Option(
            names = "--backend-header",
            paramLabel = "NAME",
            description = "the field of an answer that names the backend, where backends are the balancer's own")
    private Optional<String> header = Optional.empty();

    @Option(
            names = "--path",
            paramLabel = "PATH",
            description = "where GETs do no harm, where backends are the balancer's own (default: /)")
    private Optional<String> path = Optional.empty();

    @Option(
            names = "--target",
            paramLabel = "FILE",
            description = "a balancer that you operate, described in a YAML file, with hooks for drain, add, reload and"
                    + " the like")
    private Optional<Path> file = Optional.empty();

    @Mixin
    private final ProductOptions product = new ProductOptions();

    @Mixin
    private final DeclaredOptions declared = new DeclaredOptions();

    /** The one that is meant. */
    Chosen chosen() {
        var lb = product.name();
        int targets = (lb.isPresent() ? 1 : 0) + (file.isPresent() ? 1 : 0) + (urls.isEmpty() ? 0 : 1);
        if (targets > 1) {
            throw new UsageException("--lb, --url and --target are targets (expected: one of them)");
        }
        boolean aboutUrls = !listen.isEmpty() || header.isPresent() || path.isPresent();
        if (urls.isEmpty() && aboutUrls) {
            throw new UsageException("--backend-listen, --backend-header and --path go with --url");
        }
        if (lb.isPresent()) {
            return Chosen.started(lb.get(), product.target(lb.get(), declared, Chosen.STARTED_BACKENDS));
        }
        if (file.isPresent()) {
            return described(file.get());
        }
        return urls.isEmpty() ? Chosen.embedded() : external();
    }

    private static Map<String, String> places(List<String> ranges) {
        Map<String, String> places = new LinkedHashMap<>();
        for (var place : ListenRange.all(ranges)) {
            places.put("b" + (places.size() + 1), place);
        }
        if (places.size() == 1) {
            throw new UsageException("--backend-listen: " + ranges + " (expected: at least 2 addresses)");
        }
        return places;
    }

    private Chosen external() {
        if (!listen.isEmpty() && (header.isPresent() || path.isPresent())) {
            throw new UsageException("--backend-header and --path are for backends of the balancer's own (expected: not"
                    + " with --backend-listen)");
        }
        var places = places(listen);
        declared.weights(places.size());
        var application = places.isEmpty() ? new Application(header, Optional.of(path())) : Application.GAUNTLETS;
        try {
            var description = new Description(
                    Description.nameOf(urls.get(0)),
                    urls,
                    declared.policy(urls.size()),
                    declared.offers(),
                    application);
            return new Chosen(
                    description.name(),
                    places,
                    (folder, http) -> new ExternalTarget(description, Hooks.NONE, Map.of()),
                    description.urls());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    private String path() {
        var text = path.orElse("/");
        if (!text.startsWith("/") || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new UsageException("--path: " + text + " (expected: a path that begins with /, percent-encoded)");
        }
        return text;
    }

    private Chosen described(Path file) {
        if (declared.given()) {
            throw new UsageException("--target says what the balancer is declared to do (expected: no option for it)");
        }
        try {
            var read = TargetFile.read(file);
            var places = places(read.listen());
            var weights = read.description().policy().weights();
            if (!places.isEmpty() && !weights.isEmpty() && weights.size() != places.size()) {
                throw new UsageException("--target: " + file + ": weights: " + weights
                        + " (expected: one for each of the " + places.size() + " backends)");
            }
            if (!read.names().isEmpty() && read.names().size() != places.size()) {
                throw new UsageException("--target: " + file + ": backends.names: " + read.names()
                        + " (expected: one for each of the " + places.size() + " backends)");
            }
            var names = read.namesOf(List.copyOf(places.keySet()));
            return new Chosen(
                    read.description().name(),
                    places,
                    (folder, http) -> new ExternalTarget(read.description(), read.hooks(), names),
                    read.description().urls());
        } catch (TargetFile.InvalidException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }
}
