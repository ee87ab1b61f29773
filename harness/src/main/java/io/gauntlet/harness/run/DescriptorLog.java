package io.gauntlet.harness.run;

import io.gauntlet.harness.experiment.Actions;
import io.gauntlet.harness.judge.Descriptors;
import io.gauntlet.harness.recording.EventLog;
import io.gauntlet.harness.target.Target;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Notes how many descriptors the target has open, where that can be seen: a socket that leaks is one more for good. */
final class DescriptorLog {
    /** Closing takes a moment: at rest is who closes no more. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final int MOST_PAUSES = 15;

    private final Target target;
    private final EventLog events;

    DescriptorLog(Target target, EventLog events) {
        this.target = target;
        this.events = events;
    }

    void sample() {
        target.descriptors().ifPresent(this::note);
    }

    /** Waits until the count falls no more, and notes it. */
    void sampleAtRest() {
        var before = target.descriptors();
        for (int i = 0; i < MOST_PAUSES && before.isPresent(); i++) {
            LockSupport.parkNanos(PAUSE.toNanos());
            var now = target.descriptors();
            if (now.isEmpty() || now.getAsLong() >= before.getAsLong()) {
                break;
            }
            before = now;
        }
        sample();
    }

    private void note(long count) {
        events.add(Actions.TARGET, Descriptors.EVENT, Long.toString(count));
    }
}
