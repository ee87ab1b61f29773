package io.gauntlet.simulations.play;

/** Told once, before the first arrival, when the schedule's second 0 is and which Gatling user id came before. */
@FunctionalInterface
interface StartedListener {
    void started(long epochMillis, long lastUserId);
}
