package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;

import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judges of checks in which backends go and come back. */
class ChangingPoolJudgesTest {
    private static final List<String> BACKENDS = List.of("b1", "b2", "b3");

    private static TestingRecording undrained(String... after) {
        return new TestingRecording(8)
                .traffic(0, 0.5, 60, "b1", "b2", "b3")
                .action(0.5, "b2", "drain")
                .traffic(0.5, 1.5, 100, "b1", "b3")
                .action(1.5, "b2", "undrain")
                .traffic(1.5, 8, 600, after);
    }

    @Test
    void drain9() {
        passes("DRAIN-9", undrained("b1", "b2", "b3"));
        fails("DRAIN-9", undrained("b1", "b2", "b3", "b1", "b3", "b1", "b3"), "after its return");
        fails("DRAIN-9", undrained("b1", "b2", "b3").failed(1, 0.1, Outcome.CLOSED), "1 of 761 requests failed");
    }

    private static TestingRecording deployed() {
        var history = new TestingRecording(10);
        double at = 1;
        for (var backend : BACKENDS) {
            history.action(at, at + 0.01, backend, "drain")
                    .answered(at - 0.1, 0.2, backend)
                    .action(at + 1, backend, "kill")
                    .action(at + 1, at + 2, backend, "revive")
                    .action(at + 2, backend, "undrain");
            at += 3;
        }
        return history;
    }

    @Test
    void drain4() {
        passes("DRAIN-4", deployed());
        fails("DRAIN-4", deployed().lostInFlight(3.95, 0.1, "b2", Outcome.RESET), "1 of 4 requests failed");
        var idle = new TestingRecording(10);
        BACKENDS.forEach(backend -> idle.action(1, backend, "drain").action(2, backend, "undrain"));
        cannotTell("DRAIN-4", idle.traffic(3, 10, 100, "b1"), "in flight at each backend's drain");
    }

    private static TestingRecording unready() {
        return new TestingRecording(6)
                .traffic(0, 3, 300, "b1", "b2", "b3")
                .action(1, "b2", "unready")
                .traffic(3.2, 6, 200, "b1", "b3");
    }

    @Test
    void health8() {
        passes("HEALTH-8", unready());
        fails("HEALTH-8", unready().answered(4, 0.01, "b2"), "1 of 201 requests reached b2");
        fails("HEALTH-8", unready().failed(2, 0.01, Outcome.WRONG_STATUS), "1 of 501 requests failed");
        cannotTell("HEALTH-8", even(3).action(1, "b2", "unready"), "after it could be noticed");
    }

    private static TestingRecording down(double refusedAfter) {
        var history = new TestingRecording(10).traffic(0, 1, 99, "b1", "b2", "b3");
        BACKENDS.forEach(backend -> history.action(1, backend, "partition").action(4, backend, "rejoin"));
        for (int i = 0; i < 30; i++) {
            history.failed(2 + i * 0.01, refusedAfter, Outcome.WRONG_STATUS);
        }
        return history.traffic(8, 10, 99, "b1", "b2", "b3");
    }

    @Test
    void health12() {
        passes("HEALTH-12", down(0.02));
        fails("HEALTH-12", down(1.5), "the longest of 30 requests while all backends were down took 1500 ms");
        fails("HEALTH-12", down(0.02).failed(2, 0.1, Outcome.CLOSED), "1 requests ended without a status");
        fails("HEALTH-12", down(0.02).failed(9, 0.01, Outcome.WRONG_STATUS), "1 of 100 requests failed");
        var hardlyDown = even(10);
        BACKENDS.forEach(backend -> hardlyDown.action(1, backend, "partition").action(1.2, backend, "rejoin"));
        cannotTell("HEALTH-12", hardlyDown, "requests both while all were down and after their return");
    }

    /** Thirty sessions, whose backend b2 is gone from 2 to 5; what lived there goes to others from 3 on. */
    private static TestingRecording orphaned(String... heirs) {
        var history = new TestingRecording(12).action(2, "b2", "partition").action(5, "b2", "rejoin");
        for (int session = 0; session < 30; session++) {
            history.answered(1 + session * 0.01, 0.002, "b2", "s" + session);
            for (int again = 0; again < 3; again++) {
                history.answered(
                        3 + again + session * 0.01, 0.002, heirs[(session + again) % heirs.length], "s" + session);
            }
        }
        return history;
    }

    @Test
    void stick5() {
        var moved = new TestingRecording(12).action(2, "b2", "partition").action(5, "b2", "rejoin");
        for (int session = 0; session < 30; session++) {
            var heir = session % 2 == 0 ? "b1" : "b3";
            moved.answered(1, 0.002, "b2", "s" + session)
                    .answered(3, 0.002, heir, "s" + session)
                    .answered(8, 0.002, heir, "s" + session);
        }
        passes("STICK-5", moved);
        fails("STICK-5", moved.answered(11, 0.002, "b2", "s3"), "1 of 31 requests of 30 sessions left their backend");
        fails("STICK-5", orphaned("b1", "b3"), "left their backend again");
        fails("STICK-5", orphaned("b1"), "the sessions went to {b1=30}");
        cannotTell("STICK-5", even(12).action(2, "b2", "partition").action(5, "b2", "rejoin"), "sessions");
    }
}
