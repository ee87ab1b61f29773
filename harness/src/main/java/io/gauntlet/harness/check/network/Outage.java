package io.gauntlet.harness.check.network;

import static io.gauntlet.harness.check.Seconds.GUARD_NANOS;

import io.gauntlet.harness.judge.Failures;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Window;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;

/** What a partition may cost: requests in the time that it takes to notice, and in the dead backends' proportion. */
final class Outage {
    private Outage() {}

    /** From the cut until every backend behind it must be out of the rotation. */
    static Window window(Mark cut, Settings settings) {
        return new Window(
                cut.asked() - GUARD_NANOS,
                cut.done() + settings.policy().detectWithin().toNanos() + GUARD_NANOS);
    }

    /** Fails none outside of the outage, and in it no more than are sent to the backends that are cut off. */
    static Finding bounded(Ledger ledger, Window outage, Settings settings, int cutOff) {
        return Finding.worst(
                Failures.none(ledger, request -> outage.holds(request.sent()), "came before the cut could be noticed"),
                Failures.proportional(
                        ledger.intendedWithin(outage), cutOff, settings, "before the cut could be noticed"));
    }
}
