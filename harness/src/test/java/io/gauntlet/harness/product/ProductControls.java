package io.gauntlet.harness.product;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gauntlet.harness.process.HttpCalls;
import io.gauntlet.harness.target.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The contract of controls over one product, where it is installed. */
abstract class ProductControls extends ControlContract {
    /** The usual, but for the wait for an answer: requests are held for as long as a change takes on a busy machine. */
    private static final Order ORDER = new Order(patient(Setup.TRAFFIC), Setup.HEALTH, List.of(), Optional.empty());

    private final String name;

    ProductControls(String name) {
        this.name = name;
    }

    @Override
    final Target target(Path folder, HttpCalls http) {
        var product = Products.named(name);
        assumeTrue(Products.present(product), name + " is not installed");
        return new ProductTarget(product, Products.local(product, Optional.empty()), ORDER, folder, http);
    }

    private static Setup.Traffic patient(Setup.Traffic usual) {
        var timeouts = usual.timeouts();
        return new Setup.Traffic(
                usual.algorithm(),
                usual.affinityCookie(),
                new Setup.Timeouts(timeouts.connect(), Duration.ofSeconds(30), timeouts.idle()),
                usual.maxInFlight(),
                usual.tls());
    }
}
