package io.gauntlet.harness.cli;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.product.Installation;
import io.gauntlet.harness.product.Order;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.ProductTarget;
import io.gauntlet.harness.product.Products;
import io.gauntlet.harness.product.SelfSigned;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Template;
import io.gauntlet.harness.product.UnusableProductException;
import io.gauntlet.harness.target.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import picocli.CommandLine.Option;

/** A real balancer that Gauntlet starts. */
final class ProductOptions {
    private static final long MOST_BYTES = 1 << 20;

    @Option(
            names = "--lb",
            paramLabel = "NAME",
            description =
                    "a real balancer that Gauntlet configures and starts: haproxy, nginx, envoy, traefik, caddy, apache")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--lb-from",
            paramLabel = "WHERE",
            description = "binary (the program on the path) or container (its image, where a Docker engine answers;"
                    + " default: binary)")
    private String from = "binary";

    @Option(
            names = "--lb-program",
            paramLabel = "FILE",
            description = "the program of --lb (default: looked for on the path)")
    private Optional<Path> program = Optional.empty();

    @Option(
            names = "--lb-config",
            paramLabel = "FILE",
            description =
                    "your own configuration for --lb, with @LISTEN@ or @PORT@ where it listens, and @B1@, @B2@, @B3@"
                            + " for its backends (default: the built-in one)")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--lb-tls",
            description = "the balancer of --lb serves HTTPS, with a certificate that is made for the run")
    private boolean tls;

    /** Whether one is asked for. */
    Optional<String> name() {
        if (name.isEmpty() && (config.isPresent() || program.isPresent() || tls)) {
            throw new UsageException("--lb-config, --lb-program and --lb-tls go with --lb NAME");
        }
        return name;
    }

    /** How it is made, given the folder for its files; whether it is there is seen now. */
    BiFunction<Path, HttpCalls, Target> target(String name, DeclaredOptions declared, int backends) {
        try {
            var product = Products.named(name);
            var installation = installation(product);
            var own = config.map(file -> new Order.Own(template(file), declared.policy(1), declared.offers()));
            var weights = declared.weights(backends);
            return (folder, http) -> {
                var place = folder.resolve("target");
                var traffic = tls ? declared.traffic().over(SelfSigned.in(place)) : declared.traffic();
                var order = new Order(traffic, Setup.HEALTH, weights, own);
                return new ProductTarget(product, installation, order, place, http);
            };
        } catch (UnusableProductException e) {
            throw new UsageException("--" + e.getMessage());
        }
    }

    private Installation installation(Product product) {
        return switch (from) {
            case "binary" -> Products.local(product, program);
            case "container" -> Products.container(product);
            default -> throw new UsageException("--lb-from: " + from + " (expected: binary or container)");
        };
    }

    private static Template template(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new UsageException("--lb-config: " + file + " (expected: at most 1 MiB)");
            }
            return new Template(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UsageException("--lb-config: " + file + " (expected: a text file that can be read): " + e);
        }
    }
}
