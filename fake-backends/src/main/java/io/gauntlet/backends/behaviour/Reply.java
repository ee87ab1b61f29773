package io.gauntlet.backends.behaviour;

/** An answer and how far it gets. Immutable. */
public record Reply(Answer answer, Ending ending) {}
