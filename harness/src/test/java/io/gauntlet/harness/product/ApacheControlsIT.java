package io.gauntlet.harness.product;

class ApacheControlsIT extends ProductControls {
    ApacheControlsIT() {
        super("apache");
    }
}
