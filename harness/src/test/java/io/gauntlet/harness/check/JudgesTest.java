package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.judge;
import static io.gauntlet.harness.check.TestingJudge.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.run.Judgement;
import io.gauntlet.harness.settings.Algorithm;
import io.gauntlet.harness.verdict.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each judge over short histories written by hand, a good one and its bad twin. */
class JudgesTest {
    @Test
    void everyJudgeIsInconclusiveWhenNothingWasMeasured() {
        for (var check : TestingJudge.CATALOGUE.checks()) {
            var finding = Judgement.of(check, new Recording(List.of(), List.of(), List.of()), TestingSettings.UNKNOWN);
            assertThat(finding.status()).as(check.id()).isEqualTo(Status.INCONCLUSIVE);
        }
    }

    @Test
    void everyJudgeIsInconclusiveWhenTheInjectorGaveUp() {
        for (var check : TestingJudge.CATALOGUE.checks()) {
            var finding =
                    judge(check.id(), even(6).event(3, "injector", "aborted").build(), TestingSettings.ROUND_ROBIN);
            assertThat(finding.status()).as(check.id()).isEqualTo(Status.INCONCLUSIVE);
        }
    }

    @Test
    void everyJudgeIsInconclusiveWhenTheRecordingWasCutOff() {
        var whole = even(6).build();
        var cut =
                new Recording(whole.attempts(), whole.arrivals(), whole.events().subList(0, 1));
        for (var check : TestingJudge.CATALOGUE.checks()) {
            var finding = judge(check.id(), cut, TestingSettings.ROUND_ROBIN);
            assertThat(finding.status()).as(check.id()).isEqualTo(Status.INCONCLUSIVE);
        }
    }

    @Test
    void anInjectorThatCouldNotSendIsNotBlamedOnTheTarget() {
        cannotTell("LOAD-1", even(6).failed(2, 0, Outcome.NOT_SENT).failed(2, 0, Outcome.NOT_SENT), "could not send");
    }

    @Test
    void dist1() {
        passes("DIST-1", even(6));
        fails("DIST-1", even(6).traffic(5, 6, 4, "b1"), "differ by 4");
        cannotTell("DIST-1", new TestingRecording(6).traffic(0, 6, 9, "b1", "b2", "b3"), "too little");
    }

    @Test
    void dist1AllowsChanceWhereTheAlgorithmIsNotDeclared() {
        var slightly = even(6).traffic(0, 6, 20, "b1").build();
        assertThat(judge("DIST-1", slightly, TestingSettings.UNKNOWN).status()).isEqualTo(Status.PASS);
        var grossly = even(6).traffic(0, 6, 300, "b1").build();
        assertThat(judge("DIST-1", grossly, TestingSettings.UNKNOWN).status()).isEqualTo(Status.FAIL);
    }

    @Test
    void dist1SeesSkewThatTheWholeHides() {
        var history = new TestingRecording(15)
                .traffic(0, 5, 300, "b1")
                .traffic(5, 10, 300, "b2")
                .traffic(10, 15, 300, "b3");
        fails("DIST-1", history, "most uneven 5 s");
    }

    @Test
    void dist2() {
        passes("DIST-2", new TestingRecording(6).traffic(0, 6, 800, "b1", "b2", "b3", "b3", "b2", "b3", "b3", "b3"));
        fails("DIST-2", even(6), "for weights [1, 2, 5]");
    }

    @Test
    void dist2AllowsChanceWhereTheAlgorithmIsNotDeclared() {
        var settings = TestingSettings.of(Algorithm.RANDOM, List.of(1, 1, 2));
        var near = new TestingRecording(6)
                .traffic(0, 6, 800, "b1", "b2", "b3", "b3")
                .traffic(0, 6, 10, "b1");
        assertThat(judge("DIST-2", near.build(), settings).status()).isEqualTo(Status.PASS);
        assertThat(judge("DIST-2", even(6).build(), settings).status()).isEqualTo(Status.FAIL);
    }

    private static TestingRecording killed() {
        return new TestingRecording(7)
                .traffic(0, 1.5, 225, "b1", "b2", "b3")
                .traffic(1.5, 7, 550, "b1", "b3")
                .action(1.5, "b2", "kill")
                .action(3.6, 4.0, "b2", "revive")
                .probe(5, 0.01, "b1", Arrival.End.ANSWERED);
    }

    @Test
    void health1() {
        passes("HEALTH-1", killed());
        passes("HEALTH-1", killed().lostInFlight(1.49, 0.02, "b2", Outcome.CLOSED));
        fails("HEALTH-1", killed().answered(5, 0.01, "b2"), "1 requests routed to b2");
        fails("HEALTH-1", killed().failed(2.5, 0.01, Outcome.WRONG_STATUS), "status 503");
    }

    @Test
    void health6() {
        var healed = new TestingRecording(7).action(0.5, "b2", "partition").action(3, "b2", "rejoin");
        passes("HEALTH-6", healed.traffic(4, 7, 450, "b1", "b2", "b3"));
        var gone = new TestingRecording(7).action(0.5, "b2", "partition").action(3, "b2", "rejoin");
        fails("HEALTH-6", gone.traffic(4, 7, 450, "b1", "b3"), "b2 answered 0 of 450");
    }

    private static TestingRecording locked() {
        var history = even(8).action(1, "database", "migrate");
        for (var backend : TestingSettings.ROUND_ROBIN.backends()) {
            for (int i = 2; i < 6; i++) {
                history.probe(i, 0.4, backend, Arrival.End.CLIENT_GONE);
            }
        }
        return history;
    }

    @Test
    void health7() {
        passes("HEALTH-7", locked());
        var out = locked();
        for (int i = 0; i < 20; i++) {
            out.failed(5, 0.01, Outcome.WRONG_STATUS);
        }
        fails("HEALTH-7", out, "20 status 503");
        cannotTell("HEALTH-7", even(8).action(1, "database", "migrate"), "hung probes");
    }

    @Test
    void drain1() {
        var drained = new TestingRecording(3).action(1.5, 1.51, "b2", "drain");
        for (int i = 0; i < 8; i++) {
            drained.answered(0.5 + i * 0.1, 4, "b2");
        }
        passes("DRAIN-1", drained);
        fails("DRAIN-1", drained.lostInFlight(1.2, 0.3, "b2", Outcome.RESET), "1 of 9 requests");
        cannotTell("DRAIN-1", even(3).action(1.5, "b2", "drain"), "too little to tell");
    }

    @Test
    void drain2() {
        var drained = new TestingRecording(6)
                .traffic(0, 1.5, 225, "b1", "b2", "b3")
                .action(1.5, 1.51, "b2", "drain")
                .traffic(1.52, 6, 600, "b1", "b3");
        passes("DRAIN-2", drained);
        fails("DRAIN-2", drained.answered(3, 0.01, "b2"), "1 of 601 requests");
    }

    private static TestingRecording sessions(double from, double to) {
        var history = new TestingRecording(8);
        for (int session = 0; session < 30; session++) {
            for (double at = from; at < to; at += 0.5) {
                history.answered(at, 0.002, "b" + (1 + session % 3), "s" + session);
            }
        }
        return history;
    }

    @Test
    void stick1() {
        passes("STICK-1", sessions(0, 6));
        fails("STICK-1", sessions(0, 6).answered(5, 0.002, "b2", "s0"), "left their backend");
        cannotTell("STICK-1", even(6), "sessions");
    }

    @Test
    void stick1DoesNotHoldRequestsBeforeTheFirstCookieAgainstTheTarget() {
        var history = sessions(0.5, 6).answered(0, 1, "b1", "s90").answered(0.1, 0.5, "b2", "s90");
        passes("STICK-1", history.answered(3, 0.002, "b1", "s90"));
    }

    @Test
    void stick2() {
        passes("STICK-2", sessions(0, 6).action(2, 3, "target", "restart"));
        passes("STICK-2", sessions(0, 6).action(2, 3, "target", "restart").failed(2.5, 0.1, Outcome.REFUSED));
        fails(
                "STICK-2",
                sessions(0, 6).action(2, 3, "target", "restart").answered(5, 0.002, "b3", "s0"),
                "after the restart");
    }

    @Test
    void load1And2() {
        for (var id : List.of("LOAD-1", "LOAD-2")) {
            passes(id, even(6));
            var slow = even(6);
            for (int i = 0; i < 20; i++) {
                slow.answered(i * 0.1, 0.6, "b1");
            }
            fails(id, slow, "p99 latency");
            fails(
                    id,
                    even(6).failed(2, 0.01, Outcome.TIMED_OUT).failed(3, 0.01, Outcome.RESET),
                    "1 reset, 1 timed out");
            fails(id, even(6).post(3, "b1", "b2"), "reached backends twice");
        }
    }

    private static TestingRecording recovered() {
        return new TestingRecording(12)
                .traffic(0, 2.5, 600, "b1", "b2", "b3")
                .action(2.5, "b2", "kill")
                .traffic(2.5, 7, 1000, "b1", "b3")
                .action(5.5, 6.5, "b2", "revive")
                .traffic(7, 12, 1500, "b1", "b2", "b3");
    }

    @Test
    void load3() {
        passes("LOAD-3", recovered());
        passes("LOAD-3", recovered().failed(3, 0.01, Outcome.WRONG_STATUS));
        fails("LOAD-3", recovered().failed(8, 0.01, Outcome.WRONG_STATUS), "status 503");
        fails("LOAD-3", recovered().post(2.45, "b2", "b1"), "reached backends twice");
        var never = new TestingRecording(12)
                .traffic(0, 2.5, 600, "b1", "b2", "b3")
                .action(2.5, "b2", "kill")
                .action(5.5, 6.5, "b2", "revive")
                .traffic(2.5, 12, 2500, "b1", "b3");
        fails("LOAD-3", never, "b2 answered 0");
    }
}
