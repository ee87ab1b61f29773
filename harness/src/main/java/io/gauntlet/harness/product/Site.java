package io.gauntlet.harness.product;

import io.gauntlet.harness.process.HttpCalls;

/** A running balancer, as those who drive it need it. */
public interface Site {
    /** Where it runs. */
    Place place();

    /** What it is to do now; its files say so already. */
    Setup setup();

    /** Its process. */
    Running running();

    /** For calls of its own API. */
    HttpCalls http();

    /** Its version. */
    Version version();
}
