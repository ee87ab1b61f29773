package io.gauntlet.harness.product;

class TraefikControlsIT extends ProductControls {
    TraefikControlsIT() {
        super("traefik");
    }
}
