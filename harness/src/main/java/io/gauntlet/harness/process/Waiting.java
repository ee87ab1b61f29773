package io.gauntlet.harness.process;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for something that nobody tells of, by looking again and again. */
public final class Waiting {
    private Waiting() {}

    /**
     * Whether it comes true before time is up or the thread is interrupted; it is looked for once at least.
     *
     * @param pause between two looks
     */
    public static boolean within(Duration time, Duration pause, BooleanSupplier condition) {
        long deadline = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return true;
    }
}
