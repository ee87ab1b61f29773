package io.gauntlet.harness.external;

import java.util.Locale;

/** What a hook can do to a balancer. */
public enum Operation {
    /** No new requests for a backend. */
    DRAIN,
    /** The drain's undoing. */
    UNDRAIN,
    /** A backend more. */
    ADD,
    /** A backend less. */
    REMOVE,
    /** Another weight. */
    WEIGH,
    /** The configuration, read again. */
    RELOAD,
    /** Stop and start. */
    RESTART,
    /** What it counts. */
    METRICS;

    /** Its name in a file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
