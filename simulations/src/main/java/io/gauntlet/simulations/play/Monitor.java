package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthLog;
import io.gauntlet.simulations.ledger.HealthSample;
import io.gauntlet.simulations.ledger.HealthSample.Counts;
import io.gauntlet.simulations.ledger.HealthSample.Lateness;
import io.gauntlet.simulations.ledger.HealthSample.Rates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes the injector's pulse and says when it cannot keep up. Used by one thread. */
final class Monitor {
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What is watched. */
    record Watched(Schedule schedule, Traffic traffic, Tally tally, Connections connections) {}

    private final Watched watched;
    private final RunClock clock;
    private final HealthLog log;
    private final OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    private long lastAt;
    private long lastSent;
    private long lastCpuNanos;

    Monitor(Watched watched, RunClock clock, HealthLog log) {
        this.watched = watched;
        this.clock = clock;
        this.log = log;
        this.lastAt = watched.traffic().zeroSecond();
        this.lastCpuNanos = cpuNanos();
    }

    /** Writes down the time since the last sample. */
    HealthSample sample() {
        long now = clock.now();
        double seconds = Math.max(1, now - lastAt) / 1e9;
        long zeroSecond = watched.traffic().zeroSecond();
        long sent = watched.tally().sent();
        long cpuNanos = cpuNanos();
        int due =
                watched.schedule().dueBy(now - zeroSecond) - watched.schedule().dueBy(lastAt - zeroSecond);
        HealthSample sample = new HealthSample(
                now,
                lateness(now),
                new Rates(due / seconds, (sent - lastSent) / seconds),
                new Counts(
                        watched.tally().failed(),
                        watched.traffic().openNow(),
                        watched.connections().openNow()),
                Math.min(1, (cpuNanos - lastCpuNanos) / (seconds * 1e9 * system.getAvailableProcessors())));
        lastAt = now;
        lastSent = sent;
        lastCpuNanos = cpuNanos;
        try {
            log.add(sample);
        } catch (IOException e) {
            throw new UncheckedIOException("injector's health: cannot write", e);
        }
        return sample;
    }

    /** When nothing at all was sent, the arrivals that are overdue tell the lateness. */
    private Lateness lateness(long now) {
        Lateness measured = watched.tally().lateness();
        int sent = (int) watched.tally().sent();
        long since = now - watched.traffic().zeroSecond();
        int due = watched.schedule().dueBy(since);
        if (sent > lastSent || sent >= due) {
            return measured;
        }
        int middle = sent + (due - sent) / 2;
        return new Lateness(
                (since - watched.schedule().dueNanos(middle)) / 1e6,
                (since - watched.schedule().dueNanos(sent)) / 1e6);
    }

    /** Why the injector cannot keep up; null while it can. */
    @Nullable String saturation(HealthSample sample) {
        if (sample.latenessMillis().p50() * 1e6 > LATE_NANOS) {
            return String.format(
                    Locale.ROOT,
                    "injector saturated: half of the arrivals are more than %.1f s late",
                    sample.latenessMillis().p50() / 1e3);
        }
        // The injector's connections stop short of the reserve; whatever else opens files does not.
        return Descriptors.free() < 0
                ? "injector saturated: hardly a file descriptor is left of " + Descriptors.max()
                : null;
    }

    private long cpuNanos() {
        return system instanceof com.sun.management.OperatingSystemMXBean process
                ? Math.max(0, process.getProcessCpuTime())
                : 0;
    }
}
