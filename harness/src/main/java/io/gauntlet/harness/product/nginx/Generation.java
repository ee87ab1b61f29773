package io.gauntlet.harness.product.nginx;

import io.gauntlet.harness.product.Setup;

/** A name for a configuration that workers tell which of two they have. */
final class Generation {
    private Generation() {}

    static String of(Setup setup) {
        return Integer.toHexString(setup.pool().hashCode());
    }
}
