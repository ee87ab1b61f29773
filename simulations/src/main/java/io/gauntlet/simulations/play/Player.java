package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthLog;
import io.gauntlet.simulations.ledger.Ledger;
import io.gauntlet.simulations.plan.Plan;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays plans, one after another, in this JVM. {@link #play} blocks and must not be called twice at once;
 * {@link #stop} may be called from any thread.
 */
public final class Player {
    private final RunClock clock = new RunClock();
    private final Gatling gatling = new Gatling();
    private final AtomicReference<@Nullable EarlyEnd> current = new AtomicReference<>();

    /** Ends the running experiment early; does nothing when there is none. */
    public void stop() {
        EarlyEnd end = current.get();
        if (end != null) {
            end.ask("stopped");
        }
    }

    /** Plays the plan to its end. */
    public PlayResult play(Plan plan, PlayListener listener) throws IOException, InterruptedException {
        EarlyEnd end = new EarlyEnd();
        long zero = plan.identity().zero();
        try (Ledger ledger = new Ledger(plan.files().ledger(), zero);
                HealthLog health = new HealthLog(plan.files().events(), zero)) {
            current.set(end);
            return new Experiment(plan, new Experiment.Tools(clock, gatling), end)
                    .play(new Experiment.Books(ledger, health), listener);
        } finally {
            current.set(null);
        }
    }
}
