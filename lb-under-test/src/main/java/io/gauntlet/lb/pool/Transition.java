package io.gauntlet.lb.pool;

/**
 * A backend changed its state.
 *
 * @param cause what made it, for people to read
 */
public record Transition(Backend backend, BackendState from, BackendState to, String cause) {}
