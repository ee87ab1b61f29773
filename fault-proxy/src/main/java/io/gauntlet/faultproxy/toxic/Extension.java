package io.gauntlet.faultproxy.toxic;

/** A toxic that the original does not have; refused in strict mode, and not in the listing that the original's clients read. */
public sealed interface Extension extends Toxic permits Corrupt, DropAnswers, Gate, RequestToxic, ResetAfter {}
