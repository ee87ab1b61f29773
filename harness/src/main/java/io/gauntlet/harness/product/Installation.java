package io.gauntlet.harness.product;

/** A product that is there to be started: its program on this machine, or its image. */
public interface Installation {
    /** Its version. */
    Version version();

    /** Starts it; its configuration is in its place already. */
    Running start(Place place);
}
