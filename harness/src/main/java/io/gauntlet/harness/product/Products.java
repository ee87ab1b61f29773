package io.gauntlet.harness.product;

import io.gauntlet.harness.product.apache.Apache;
import io.gauntlet.harness.product.caddy.Caddy;
import io.gauntlet.harness.product.envoy.Envoy;
import io.gauntlet.harness.product.haproxy.Haproxy;
import io.gauntlet.harness.product.nginx.Nginx;
import io.gauntlet.harness.product.traefik.Traefik;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The balancers that Gauntlet knows. */
public final class Products {
    private static final List<Product> ALL =
            List.of(new Haproxy(), new Nginx(), new Envoy(), new Traefik(), new Caddy(), new Apache());

    private Products() {}

    /** All, in the order in which they are listed. */
    public static List<Product> all() {
        return ALL;
    }

    /**
     * One by its name.
     *
     * @throws UnusableProductException when there is none
     */
    public static Product named(String name) {
        return ALL.stream()
                .filter(product -> product.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UnusableProductException("lb: " + name + " (expected: one of "
                        + ALL.stream().map(Product::name).collect(Collectors.joining(", ")) + ")"));
    }

    /**
     * Its program on this machine.
     *
     * @param program where it is; empty means to look for it
     * @throws UnusableProductException when it is not there or can't be used; the message says how to get it
     */
    public static Installation local(Product product, Optional<Path> program) {
        return LocalProgram.of(product, program);
    }

    /**
     * Its image.
     *
     * @throws UnusableProductException when no Docker engine answers
     */
    public static Installation container(Product product) {
        return ContainerProgram.of(product);
    }

    /** Where its program is on this machine. */
    public static Optional<Path> program(Product product) {
        return LocalProgram.find(product.program());
    }

    /** Whether it is on this machine. */
    public static boolean present(Product product) {
        return program(product).isPresent();
    }
}
