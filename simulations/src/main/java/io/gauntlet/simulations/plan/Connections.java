package io.gauntlet.simulations.plan;

/** Whether arrivals share a pool of kept-alive connections or open one each. */
public enum Connections {
    SHARED,
    NEW
}
