package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.judge;
import static io.gauntlet.harness.check.TestingJudge.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.recording.TestingRequest;
import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judge of connections that stay. With at most 10 in flight there are 12 at first, and 10 again. */
class TunnelJudgesTest {
    private static final String LEAST = "least-connections";
    private static final double FIRST = 2;
    private static final double AGAIN = 11;
    private static final double HANG_UP = 15;

    /** b2 is dead from 5 to 8. */
    private static TestingRecording restarted(String picks) {
        return restarted(picks, AGAIN);
    }

    private static TestingRecording restarted(String picks, double again) {
        return new TestingRecording(16)
                .traffic(0, 1, 20, "b1", "b2", "b3")
                .event(0, "target", "picks", picks)
                .action(FIRST, FIRST + 0.9, "client", "open_first")
                .action(5, 5.1, "b2", "kill")
                .action(8, 8.1, "b2", "revive")
                .action(again, again + 0.9, "client", "open_again")
                .action(HANG_UP, "client", "hang_up");
    }

    private static TestingRequest tunnel(double at, String backend) {
        boolean lost = backend.equals("b2") && at < 5;
        return new TestingRequest(at)
                .answeredBy(backend)
                .webSocket(lost ? Outcome.CLOSED : Outcome.ANSWERED)
                .took((lost ? 5.2 : HANG_UP) - at);
    }

    private static TestingRecording opened(TestingRecording history, double from, List<String> backends) {
        for (int i = 0; i < backends.size(); i++) {
            history.with(tunnel(from + 0.8 * i / backends.size(), backends.get(i)));
        }
        return history;
    }

    private static List<String> turns(int times) {
        return Collections.nCopies(times, List.of("b1", "b2", "b3")).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> filling(int times) {
        List<String> backends = new ArrayList<>(Collections.nCopies(times, "b2"));
        backends.addAll(turns(2));
        return backends;
    }

    private static TestingRecording played(String picks, List<String> first, List<String> again) {
        return opened(opened(restarted(picks), FIRST, first), AGAIN, again);
    }

    private static TestingRecording sound() {
        return played(LEAST, turns(4), filling(4));
    }

    @Test
    void leastConnectionsKeepThemEven() {
        passes("DIST-9", sound());
        fails("DIST-9", played(LEAST, turns(4), turns(4).subList(0, 10)), "after the return: {b1=8, b2=3, b3=7}");
        var bunched = List.of("b1", "b1", "b2", "b2", "b3", "b3", "b1", "b2", "b3", "b1", "b2", "b3");
        fails("DIST-9", played(LEAST, bunched, filling(4)), "at first, open at a time: {b1=2, b2=0, b3=0}");
    }

    @Test
    void eachOpens() {
        fails(
                "DIST-9",
                sound().with(new TestingRequest(2.85).on("/ws").status(400)),
                "1 of 23 WebSockets did not open (1 status 400)");
        fails(
                "DIST-9",
                opened(restarted(LEAST), FIRST, List.of())
                        .with(3, new TestingRequest(2.1).on("/ws").status(400)),
                "3 of 3 WebSockets did not open");
        fails(
                "DIST-9",
                sound().with(new TestingRequest(2.85)
                        .webSocket(Outcome.ANSWERED)
                        .took(12)),
                "1 of 23 WebSockets are known to no backend");
    }

    @Test
    void onlyThoseOfTheDeadEnd() {
        fails(
                "DIST-9",
                sound().with(tunnel(2.85, "b1").webSocket(Outcome.RESET).took(10)),
                "1 of 19 WebSockets broke though their backend was well (1 reset)");
        fails(
                "DIST-9",
                sound().with(tunnel(2.85, "b2").webSocket(Outcome.TIMED_OUT).took(4)),
                "1 of 5 WebSockets at b2 were not ended within 2000 ms of its death");
        fails("DIST-9", sound().with(tunnel(2.85, "b2").took(6)), "1 of 5 WebSockets at b2 were not ended");
    }

    @Test
    void tooLittleIsNotPassed() {
        cannotTell("DIST-9", played(LEAST, turns(2), filling(4)), "6 WebSockets opened at first");
        cannotTell("DIST-9", played(LEAST, turns(4), filling(0)), "6 WebSockets opened after the return");
        cannotTell(
                "DIST-9",
                opened(opened(restarted(LEAST, 8.5), FIRST, turns(4)), 8.5, filling(4)),
                "b2 had not had the time to return");
    }

    @Test
    void turnsAreTurns() {
        var again = turns(4).subList(0, 10);
        passes("DIST-9", played("round-robin", turns(4), again));
        fails("DIST-9", played("round-robin", turns(4), filling(4)), "opened after the return: {b1=2, b2=6, b3=2}");
    }

    /** With no limit in flight there are 60 at first, and 26 again. */
    private static void judged(Status expected, String picks, List<String> first, List<String> again) {
        var policy = TestingSettings.ROUND_ROBIN.policy();
        Settings unlimited = TestingSettings.ROUND_ROBIN.withPolicy(
                new Policy(policy.algorithm(), policy.workers(), policy.weights(), policy.bounds(), 0));
        var finding = judge("DIST-9", played(picks, first, again).build(), unlimited);
        assertThat(finding.status()).as(finding.reason()).isEqualTo(expected);
    }

    @Test
    void whatIsDrawnIsHeldToItsChances() {
        var oneSided = Collections.nCopies(60, "b1");
        judged(Status.PASS, LEAST + " of 5", turns(20), filling(20));
        judged(Status.FAIL, LEAST + " of 5", turns(20), turns(9).subList(0, 26));
        judged(Status.FAIL, LEAST + " of 2", oneSided, filling(20));
        judged(Status.PASS, "random", turns(20), turns(9).subList(0, 26));
        judged(Status.PASS, "unknown", turns(20), filling(20));
        judged(Status.FAIL, "unknown", oneSided, filling(20));
        judged(Status.FAIL, "random", turns(20), Collections.nCopies(26, "b1"));
    }
}
