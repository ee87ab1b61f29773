package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.recording.Arrival.End;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.recording.TestingRequest;
import org.junit.jupiter.api.Test;

/** The judges of overload, churn and large bodies over short histories written by hand, a good one and its bad twin. */
class LoadJudgesTest {
    private static TestingRequest request(double at) {
        return new TestingRequest(at);
    }

    @Test
    void load4() {
        var refused = request(1).answeredBy("b1").status(503);
        var thrice = request(1)
                .reached("b1", "c1", End.ANSWERED)
                .reached("b2", "c2", End.ANSWERED)
                .answeredBy("b3")
                .status(503);
        passes("LOAD-4", new TestingRecording(4).with(200, refused).with(10, thrice));
        fails("LOAD-4", new TestingRecording(4).with(200, thrice), "200 requests were sent, 600 arrived");
        cannotTell("LOAD-4", new TestingRecording(4).with(200, request(1).status(503)), "reached a backend");
    }

    /** With 10 places at each of 3 backends and 200/s, the answer takes 0.3 s and the capacity is 100/s; see the check. */
    private static TestingRecording overload(int goodEachSecond, double refusedAfter) {
        var history = new TestingRecording(10);
        for (int second = 0; second < 10; second++) {
            boolean busy = second >= 2 && second < 4;
            for (int i = 0; i < (busy ? goodEachSecond : 50); i++) {
                history.answered(second + i / 100.0, 0.3, "b" + (1 + i % 3));
            }
            if (busy) {
                history.with(200, request(second + 0.5).took(refusedAfter).status(503));
            }
        }
        return history;
    }

    @Test
    void load5() {
        passes("LOAD-5", overload(100, 0.05));
        fails("LOAD-5", overload(70, 0.05), "of a capacity of 100.0/s");
        fails("LOAD-5", overload(100, 1), "nine of ten of 400 refused requests");
        fails("LOAD-5", overload(100, 0.05).with(request(3).ended(Outcome.TIMED_OUT)), "1 timed out");
        fails("LOAD-5", overload(100, 0.05).with(request(9.5).status(503)), "1 status 503");
        cannotTell("LOAD-5", even(10), "refused requests");
    }

    @Test
    void load6() {
        passes("LOAD-6", even(15).with(10, request(1.5).took(1).answeredBy("b1")));
        fails("LOAD-6", even(15).with(50, request(3.5).took(1).answeredBy("b1")), "p99 latency");
        fails("LOAD-6", even(15).with(5, request(3.5).status(503)), "5 status 503");
    }

    @Test
    void load9() {
        passes("LOAD-9", even(6).descriptors(0, 80).descriptors(6, 90));
        passes("LOAD-9", even(6));
        assertThat(TestingJudge.judge("LOAD-9", even(6).build(), TestingSettings.ROUND_ROBIN)
                        .reason())
                .contains("could not be seen");
        fails("LOAD-9", even(6).descriptors(0, 80).descriptors(6, 980), "980 at rest afterwards");
        fails("LOAD-9", even(6).failed(2, 0.1, Outcome.REFUSED), "1 refused");
    }

    @Test
    void load10() {
        var faulty = even(9).action(1.5, "b3", "slow").action(1.5, "b2", "kill");
        passes("LOAD-10", faulty.failed(2, 0.1, Outcome.RESET));
        fails("LOAD-10", faulty.with(9, request(6).status(503)), "9 status 503");
    }

    private static TestingRecording drained() {
        return new TestingRecording(7)
                .traffic(0, 7, 14, "b1", "b3")
                .action(2.2, "b2", "drain")
                .with(request(1.2).took(4).on("/large").answeredBy("b2"));
    }

    private static TestingRequest upload() {
        return request(1.2).took(4).post().on("/upload");
    }

    @Test
    void drain5() {
        passes("DRAIN-5", drained().with(upload().answeredBy("b2")));
        fails("DRAIN-5", drained().with(upload().answeredBy("b2").ended(Outcome.TRUNCATED)), "1 truncated");
        fails(
                "DRAIN-5",
                drained().with(upload().answeredBy("b2")).with(upload().reached("b1", "c", End.ANSWERED, Body.DAMAGED)),
                "1 uploads did not reach");
        cannotTell("DRAIN-5", drained(), "half-way at the drain");
    }

    private static TestingRecording racing() {
        return even(6).with(5, request(2).reached("b2", "c", End.UNREAD).answeredBy("b1"))
                .with(5, request(2).post().reached("b2", "c", End.CUT_BY_US).status(502));
    }

    @Test
    void drain8() {
        passes("DRAIN-8", racing());
        passes(
                "DRAIN-8",
                racing().with(request(2).post().reached("b2", "c", End.UNREAD).answeredBy("b1")));
        fails("DRAIN-8", racing().with(request(2).reached("b2", "c", End.UNREAD).status(502)), "1 status 502");
        fails(
                "DRAIN-8",
                racing().with(request(2)
                        .post()
                        .reached("b2", "c", End.CUT_BY_US)
                        .answeredBy("b1")),
                "reached backends twice");
        cannotTell("DRAIN-8", even(6), "crossed a request");
    }

    @Test
    void drain8HasNoRaceWhereNoConnectionIsUsedTwice() {
        var fresh = new TestingRecording(6);
        for (int i = 0; i < 100; i++) {
            fresh.with(request(i * 0.05).reached("b1", "c" + i, End.ANSWERED));
        }
        passes("DRAIN-8", fresh);
        fails("DRAIN-8", fresh.failed(5, 0.1, Outcome.RESET), "there is no race");
    }
}
