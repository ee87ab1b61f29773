package io.gauntlet.harness.cli;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.product.Installation;
import io.gauntlet.harness.product.Order;
import io.gauntlet.harness.product.Product;
import io.gauntlet.harness.product.ProductTarget;
import io.gauntlet.harness.target.EmbeddedTarget;
import io.gauntlet.harness.target.Target;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What a user chose to be tested.
 *
 * @param name for the run's folder
 * @param listen where the fault link of each backend listens, by the backend's id; empty where backends are the target's own
 * @param maker of the target, not started yet, given the folder for its files
 * @param outside the URLs of a balancer that somebody else operates; empty for one that Gauntlet starts
 */
record Chosen(String name, Map<String, String> listen, BiFunction<Path, HttpCalls, Target> maker, List<URI> outside) {
    /** How many backends stand behind a balancer that Gauntlet starts. */
    static final int STARTED_BACKENDS = 3;

    /** The reference balancer. */
    static Chosen embedded() {
        return started(
                EmbeddedTarget.Program.REFERENCE.name(),
                (folder, http) -> new EmbeddedTarget(folder.resolve("target"), http, EmbeddedTarget.Program.REFERENCE));
    }

    /** A product that is installed, configured as an order says. */
    static Chosen product(Product product, Installation installation, Order order) {
        return started(
                product.name(),
                (folder, http) -> new ProductTarget(product, installation, order, folder.resolve("target"), http));
    }

    /** One that Gauntlet starts, with backends on any ports. */
    static Chosen started(String name, BiFunction<Path, HttpCalls, Target> maker) {
        Map<String, String> places = new LinkedHashMap<>();
        for (int i = 1; i <= STARTED_BACKENDS; i++) {
            places.put("b" + i, "127.0.0.1:0");
        }
        return new Chosen(name, places, maker, List.of());
    }
}
