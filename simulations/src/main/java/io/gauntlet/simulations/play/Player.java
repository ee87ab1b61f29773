package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.HealthLog;
import io.gauntlet.simulations.ledger.Ledger;
import io.gauntlet.simulations.plan.Plan;
import java.io.IOException;

/** Plays plans, one after another, in this JVM: no two calls at once. */
public final class Player {
    private final RunClock clock = new RunClock();
    private final Gatling gatling = new Gatling();

    /** Plays a little against a server of its own, so that the first plan does not meet a cold JVM; takes some seconds. */
    public void warmUp() throws IOException, InterruptedException {
        WarmUp.play(this);
    }

    /** Plays the plan to its end, or until it is asked to end early. */
    public PlayResult play(Plan plan, PlayListener listener, EarlyEnd end) throws IOException, InterruptedException {
        long zero = plan.identity().zero();
        try (Ledger ledger = new Ledger(plan.files().ledger(), zero);
                HealthLog health = new HealthLog(plan.files().events(), zero)) {
            return new Experiment(plan, new Experiment.Tools(clock, gatling), end)
                    .play(new Experiment.Books(ledger, health), listener);
        }
    }
}
