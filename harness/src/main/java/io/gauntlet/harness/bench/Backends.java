package io.gauntlet.harness.bench;

import io.gauntlet.harness.product.Products;
import java.nio.file.Path;
import java.util.List;

/** Two backends that do next to nothing, so that the balancers in front of them are the limit. */
interface Backends extends AutoCloseable {
    int SMALL = 1 << 10;
    int LARGE = 64 << 10;

    /** For print. */
    String name();

    /** Where they listen, on loopback. */
    List<Integer> ports();

    /** What they answer from now on, to {@link #path} of so many bytes. */
    void answering(int bytes);

    @Override
    void close();

    /** Whose answer has so many bytes. */
    static String path(int bytes) {
        return "/" + (bytes >> 10) + "k";
    }

    /** One NGINX where it is on the path, else Gauntlet's own. */
    static Backends start(Path folder) {
        return Products.program(Products.named("nginx"))
                .<Backends>map(program -> NginxBackends.start(program, folder))
                .orElseGet(() -> FakeBackends.start(folder));
    }
}
