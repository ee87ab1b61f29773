package io.gauntlet.harness.product;

import io.gauntlet.harness.process.RigException;
import io.gauntlet.harness.process.Waiting;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits until a change that a product has accepted is in force. */
public final class InForce {
    private static final Duration LONGEST = Duration.ofSeconds(15);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private InForce() {}

    /**
     * Waits.
     *
     * @param what for the message, such as {@code "haproxy: drain of b2"}
     * @throws RigException when it does not come into force within 15 s
     */
    public static void await(String what, BooleanSupplier condition) {
        if (!within(LONGEST, condition)) {
            throw new RigException(what + " was not in force within " + LONGEST.toSeconds() + " s");
        }
    }

    /** Whether it comes true in this time. */
    static boolean within(Duration time, BooleanSupplier condition) {
        return Waiting.within(time, PAUSE, condition);
    }
}
