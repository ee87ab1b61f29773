package io.gauntlet.harness.recording;

/**
 * Something done or seen: a row of {@code events.csv}.
 *
 * @param at nanoseconds since the run's zero
 * @param subject whom it befell: a backend's id, {@code target}, {@code workload}, {@code injector}, {@code rig}
 */
public record Event(long at, String subject, String event, String detail) {}
