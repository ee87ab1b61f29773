package io.gauntlet.harness.rig;

/**
 * What the injector says each second.
 *
 * @param atEpochNanos when, in nanoseconds since 1970
 * @param offered arrivals a second
 * @param achieved arrivals a second in truth
 * @param cpu of the injector's process, 0 to 1 of the machine
 */
public record InjectorProgress(
        long atEpochNanos, double offered, double achieved, long failed, double latenessP99Millis, double cpu) {}
