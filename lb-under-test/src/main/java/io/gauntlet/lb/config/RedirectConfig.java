package io.gauntlet.lb.config;

import java.util.OptionalInt;

/**
 * Sends the clients of a listener without TLS to one with it.
 *
 * @param listener the name of that one
 * @param port where clients find it, if not at the port that it is bound to
 */
public record RedirectConfig(String listener, OptionalInt port) {}
