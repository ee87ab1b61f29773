package io.gauntlet.harness.product;

class EnvoyControlsIT extends ProductControls {
    EnvoyControlsIT() {
        super("envoy");
    }
}
