package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.judge;
import static io.gauntlet.harness.check.TestingJudge.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.verdict.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationsJudgesTest {
    private static TestingRecording reloaded() {
        var history = even(6).action(1.5, "target", "reload");
        for (int i = 0; i < 6; i++) {
            history.answered(1.4, 0.2, "b1");
        }
        return history;
    }

    @Test
    void ops1() {
        passes("OPS-1", reloaded());
        fails("OPS-1", reloaded().failed(1.6, 0.01, Outcome.RESET), "1 of");
        fails("OPS-1", reloaded().sentAgain(1.6, "b1"), "would have been lost");
        cannotTell("OPS-1", even(6).action(0.0005, "target", "reload"), "in flight at the reload");
    }

    private static TestingRecording outAndReloaded() {
        return new TestingRecording(8)
                .traffic(0, 3, 300, "b1", "b2", "b3")
                .traffic(3, 8, 500, "b1", "b3")
                .action(0.5, "b2", "unready")
                .action(3.5, "target", "reload")
                .action(5, "target", "reload");
    }

    @Test
    void health13() {
        passes("HEALTH-13", outAndReloaded());
        fails("HEALTH-13", outAndReloaded().answered(5.2, 0.01, "b2"), "1 of");
        fails("HEALTH-13", outAndReloaded().failed(5.2, 0.01, Outcome.WRONG_STATUS), "status 503");
    }

    @Test
    void load11() {
        passes("LOAD-11", even(6));
        var onOneEach = churned(even(6).build());
        assertThat(judge(
                                "LOAD-11",
                                new Recording(even(6).build().attempts(), onOneEach.arrivals(), onOneEach.events()),
                                TestingSettings.ROUND_ROBIN)
                        .status())
                .isEqualTo(Status.FAIL);
        assertThat(judge(
                                "LOAD-11",
                                new Recording(
                                        onOneEach.attempts(), even(6).build().arrivals(), onOneEach.events()),
                                TestingSettings.ROUND_ROBIN)
                        .status())
                .isEqualTo(Status.FAIL);
        cannotTell("LOAD-11", new TestingRecording(6).traffic(0, 6, 9, "b1"), "too little");
    }

    /** The same with a connection for each request. */
    private static Recording churned(Recording recording) {
        List<Attempt> attempts = new ArrayList<>();
        for (var a : recording.attempts()) {
            attempts.add(new Attempt(
                    a.id(),
                    a.attempt(),
                    a.session(),
                    "c" + attempts.size(),
                    a.intended(),
                    a.sent(),
                    a.firstByte(),
                    a.ended(),
                    a.method(),
                    a.path(),
                    a.status(),
                    a.outcome(),
                    a.backend(),
                    a.bytes(),
                    a.body(),
                    a.error()));
        }
        List<Arrival> arrivals = new ArrayList<>();
        for (var a : recording.arrivals()) {
            arrivals.add(new Arrival(
                    a.key(),
                    a.id(),
                    a.attempt(),
                    a.backend(),
                    "c" + arrivals.size(),
                    a.kind(),
                    a.received(),
                    a.answered(),
                    a.ended(),
                    a.method(),
                    a.path(),
                    a.status(),
                    a.end(),
                    a.client(),
                    a.inFlight(),
                    a.bytes(),
                    a.body()));
        }
        return new Recording(attempts, arrivals, recording.events());
    }
}
