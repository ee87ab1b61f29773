package io.gauntlet.simulations.named;

/** What the user asks for: the target load in requests a second, for how many seconds, and how many sessions (0: the simulation's own number). */
public record Load(double rps, int seconds, int sessions) {}
