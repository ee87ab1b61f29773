package io.gauntlet.lb.pool;

/** A backend and the state it has in one snapshot. */
public record Member(Backend backend, BackendState state) {}
