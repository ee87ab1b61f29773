package io.gauntlet.harness.product;

class HaproxyControlsIT extends ProductControls {
    HaproxyControlsIT() {
        super("haproxy");
    }
}
