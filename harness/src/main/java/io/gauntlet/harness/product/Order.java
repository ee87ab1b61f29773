package io.gauntlet.harness.product;

import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Capability;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a user wants of a product.
 *
 * @param weights one for each backend; empty means equal
 * @param own a configuration of the user's, and what it is declared to do; empty means the built-in one
 */
public record Order(Setup.Traffic traffic, Setup.Health health, List<Integer> weights, Optional<Own> own) {
    /** The configuration of an expert, for what the products are tested with. */
    public static final Order BUILT_IN = new Order(Setup.TRAFFIC, Setup.HEALTH, List.of(), Optional.empty());

    public Order {
        weights = List.copyOf(weights);
    }

    /**
     * A user's configuration with places in it, and what it is declared to do.
     *
     * @param offers what it is declared to offer beyond the policy
     */
    public record Own(Template template, Policy policy, Set<Capability> offers) {
        public Own {
            offers = Set.copyOf(offers);
        }
    }
}
