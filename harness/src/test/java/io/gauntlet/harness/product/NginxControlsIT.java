package io.gauntlet.harness.product;

class NginxControlsIT extends ProductControls {
    NginxControlsIT() {
        super("nginx");
    }
}
