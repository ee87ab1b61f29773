package io.gauntlet.harness.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.Target;
import java.nio.file.Path;
import java.util.Optional;

/** The contract of controls over one product, where it is installed. */
abstract class ProductControls extends ControlContract {
    private final String name;

    ProductControls(String name) {
        this.name = name;
    }

    @Override
    final Target target(Path folder, HttpCalls http) {
        var product = Products.named(name);
        assumeTrue(Products.present(product), name + " is not installed");
        return new ProductTarget(product, Products.local(product, Optional.empty()), Order.BUILT_IN, folder, http);
    }
}
