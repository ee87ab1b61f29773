package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.InvalidToxicException;
import java.util.concurrent.TimeUnit;

/**
 * When a toxic is on: always, or on and off in turns, beginning with on, for all connections at the same time. Immutable.
 *
 * @param onMillis how long it is on; 0, as {@code offMillis}, for always
 * @param offMillis how long it is off
 * @param sinceNanos when that began, on the scale of {@link System#nanoTime()}
 */
public record Schedule(long onMillis, long offMillis, long sinceNanos) {

    private static final long MAX_MILLIS = TimeUnit.DAYS.toMillis(1);

    /** Always on. */
    public static final Schedule ALWAYS = new Schedule(0, 0, 0);

    public Schedule {
        if (onMillis != 0 || offMillis != 0) {
            require("on_ms", onMillis);
            require("off_ms", offMillis);
        }
    }

    private static void require(String name, long millis) {
        if (millis < 1 || millis > MAX_MILLIS) {
            throw new InvalidToxicException(
                    name + ": " + millis + " (expected: 1 to " + MAX_MILLIS + ", or neither on_ms nor off_ms)");
        }
    }

    /** A schedule that begins now. */
    public static Schedule startingNow(long onMillis, long offMillis) {
        return onMillis == 0 && offMillis == 0 ? ALWAYS : new Schedule(onMillis, offMillis, System.nanoTime());
    }

    public boolean always() {
        return onMillis == 0;
    }

    boolean on(long nowNanos) {
        return always() || position(nowNanos) < TimeUnit.MILLISECONDS.toNanos(onMillis);
    }

    /** From now to the next change between on and off; not to be asked of one that never changes. */
    long nanosToChange(long nowNanos) {
        long position = position(nowNanos);
        long on = TimeUnit.MILLISECONDS.toNanos(onMillis);
        return (position < on ? on : period()) - position;
    }

    private long period() {
        return TimeUnit.MILLISECONDS.toNanos(onMillis + offMillis);
    }

    private long position(long nowNanos) {
        return Math.floorMod(nowNanos - sinceNanos, period());
    }
}
