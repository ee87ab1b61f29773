package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.recording.TestingRequest;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judges of checks of how a balancer finds out who is well. */
class SenseJudgesTest {
    private static final List<String> BACKENDS = List.of("b1", "b2", "b3");

    private static TestingRecording hung() {
        return new TestingRecording(9)
                .traffic(0, 1, 90, "b1", "b2", "b3")
                .action(1, "b2", "hang")
                .probe(1.1, 0.4, "b2", Arrival.End.CLIENT_GONE)
                .lostInFlight(2, 3.1, "b2", Outcome.WRONG_STATUS)
                .traffic(3.5, 9, 400, "b1", "b3");
    }

    @Test
    void health2() {
        passes("HEALTH-2", hung());
        fails(
                "HEALTH-2",
                hung().lostInFlight(5, 3, "b2", Outcome.WRONG_STATUS),
                "1 of 401 requests were brought to b2");
        fails("HEALTH-2", hung().lostInFlight(2, 6, "b2", Outcome.WRONG_STATUS), "took 6000 ms");
        fails("HEALTH-2", hung().lostInFlight(2, 2, "b2", Outcome.CLOSED), "1 requests ended without a status");
        fails("HEALTH-2", hung().failed(6, 0.1, Outcome.WRONG_STATUS), "1 of 492 requests failed");
        cannotTell(
                "HEALTH-2",
                even(3).action(1, "b2", "hang").probe(2, 1, "b1", Arrival.End.ANSWERED),
                "could be noticed");
    }

    private static TestingRecording withoutProbes(double again) {
        return new TestingRecording(12)
                .traffic(0, 12, 900, "b1", "b3")
                .action(1, "b2", "hang")
                .lostInFlight(5, 3, "b2", Outcome.WRONG_STATUS)
                .lostInFlight(again, 3, "b2", Outcome.WRONG_STATUS);
    }

    /** Detection within 2 s of a timeout of 3 s; tried again after 1 s. */
    @Test
    void whoHasNoProbesLearnsOfAHungBackendByRequests() {
        passes("HEALTH-2", withoutProbes(7.2));
        fails("HEALTH-2", withoutProbes(6.3), "requests were brought to b2");
    }

    /** A GET that a backend answers with 500. */
    private static TestingRequest error(double at) {
        return new TestingRequest(at).answeredBy("b2").status(500);
    }

    private static TestingRecording failing(int errors) {
        var history =
                new TestingRecording(5).traffic(0, 1, 90, "b1", "b2", "b3").action(1, "b2", "fail");
        for (int i = 0; i < errors; i++) {
            history.with(error(1.01 + i * 0.01));
        }
        return history.traffic(1.5, 5, 350, "b1", "b3");
    }

    @Test
    void health3() {
        passes("HEALTH-3", failing(5));
        fails("HEALTH-3", failing(5).with(error(3)), "1 of 351 requests were brought to b2 after 5 failures in a row");
        fails("HEALTH-3", failing(5).failed(3, 0.1, Outcome.WRONG_STATUS), "1 of 446 requests failed");
        cannotTell("HEALTH-3", even(5).action(1, "b2", "fail"), "0 failures");
    }

    private static TestingRecording losing() {
        var history = new TestingRecording(6);
        for (int i = 0; i < 3; i++) {
            history.action(1 + i, BACKENDS.get(i), "lose_probe").probe(1.2 + i, BACKENDS.get(i), 503);
        }
        return history;
    }

    @Test
    void health4() {
        passes("HEALTH-4", losing().traffic(0, 6, 600, "b1", "b2", "b3"));
        fails(
                "HEALTH-4",
                losing().traffic(0, 2.3, 230, "b1", "b2", "b3")
                        .traffic(2.3, 3.3, 100, "b1", "b3")
                        .traffic(3.3, 6, 270, "b1", "b2", "b3"),
                "101 requests in a row passed by b2");
        fails(
                "HEALTH-4",
                losing().traffic(0, 6, 600, "b1", "b2", "b3").failed(2, 0.1, Outcome.WRONG_STATUS),
                "1 of 601 requests failed");
        var none = even(6);
        BACKENDS.forEach(backend -> none.action(1, backend, "lose_probe"));
        cannotTell("HEALTH-4", none, "0 backends of which a probe was lost");
    }

    /** Unready from 1 on, but for the probes at these seconds. */
    private static TestingRecording flapping(double... good) {
        var history = new TestingRecording(9)
                .traffic(0, 3, 300, "b1", "b2", "b3")
                .action(1, "b2", "unready")
                .traffic(3.2, 9, 500, "b1", "b3");
        for (int i = 2; i < 18; i++) {
            double at = i * 0.5;
            boolean well = Arrays.stream(good).anyMatch(one -> one == at);
            history.probe(at, "b2", well ? 200 : 503);
        }
        return history;
    }

    @Test
    void health5() {
        passes("HEALTH-5", flapping(5, 6, 7));
        fails(
                "HEALTH-5",
                flapping(5, 6, 7).answered(5.2, 0.01, "b2"),
                "1 of 501 requests reached b2, of which 3 probes");
        fails("HEALTH-5", flapping(5, 6, 7).failed(5.2, 0.01, Outcome.CLOSED), "1 of 801 requests failed");
        cannotTell("HEALTH-5", flapping(5, 5.5), "two probes in a row found b2 ready");
        cannotTell("HEALTH-5", flapping(5), "1 good probes between bad ones");
    }

    /** Probes of each backend at this interval; the second and third begin so much after the first. */
    private static TestingRecording probed(double interval, double after) {
        var history = even(8);
        for (int i = 0; i < 3; i++) {
            history.probes(i * after, 8, interval, BACKENDS.get(i));
        }
        return history;
    }

    @Test
    void health10() {
        passes("HEALTH-10", probed(0.5, 0.1));
        fails("HEALTH-10", probed(0.2, 0.01), "a backend was probed 5.00 times a second, where 2.00 times");
        fails("HEALTH-10", probed(0.5, 0), "3 pairs of backends were probed in step all the time");
        fails("HEALTH-10", probed(0.5, 0.1).failed(4, 0.1, Outcome.CLOSED), "requests failed");
        cannotTell("HEALTH-10", probed(2, 0.1), "4 probes of each backend");
    }

    private static TestingRecording starting(String... after) {
        return new TestingRecording(10)
                .traffic(0, 0.5, 51, "b1", "b2", "b3")
                .action(0.5, "b2", "remove")
                .action(1, "b2", "starting")
                .traffic(0.6, 4.5, 390, "b1", "b3")
                .action(1.5, "b2", "add")
                .action(4.5, "b2", "started")
                .traffic(5, 10, 501, after);
    }

    @Test
    void health9() {
        passes("HEALTH-9", starting("b1", "b2", "b3"));
        fails("HEALTH-9", starting("b1", "b2", "b3").answered(2, 0.01, "b2"), "1 requests reached b2 while it started");
        fails("HEALTH-9", starting("b1", "b2", "b3").failed(2, 0.01, Outcome.WRONG_STATUS), "1 of 943 requests failed");
        fails("HEALTH-9", starting("b1", "b3"), "b2 answered 0 of");
        var early = new TestingRecording(9)
                .action(0.5, "b2", "remove")
                .action(1, "b2", "starting")
                .action(1.5, "b2", "add")
                .action(4.5, "b2", "started")
                .traffic(6, 9, 300, "b1", "b2", "b3");
        cannotTell("HEALTH-9", early, "0 requests while it started");
    }

    private static TestingRecording hangingProbes(double interval) {
        return even(8).action(3, "b2", "hang_probes")
                .action(3.1, "b3", "hang_probes")
                .probes(0, 3, 0.5, "b1")
                .probes(3.1, 8, interval, "b1");
    }

    @Test
    void health11() {
        passes("HEALTH-11", hangingProbes(0.5));
        passes("HEALTH-11", hangingProbes(0.6));
        fails("HEALTH-11", hangingProbes(0.9), "every 500 ms before the others' probes hung, and every 900 ms after");
        fails("HEALTH-11", hangingProbes(0.5).failed(4, 0.1, Outcome.WRONG_STATUS), "requests failed");
        cannotTell("HEALTH-11", hangingProbes(3), "2 probes of b1");
    }
}
