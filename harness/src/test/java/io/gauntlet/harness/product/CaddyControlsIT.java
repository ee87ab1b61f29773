package io.gauntlet.harness.product;

class CaddyControlsIT extends ProductControls {
    CaddyControlsIT() {
        super("caddy");
    }
}
