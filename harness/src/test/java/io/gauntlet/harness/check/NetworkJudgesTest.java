package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;

import io.gauntlet.harness.recording.Arrival.End;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import io.gauntlet.harness.recording.TestingRequest;
import org.junit.jupiter.api.Test;

/** Each judge of the suite network over short histories written by hand, a good one and its bad twin. */
class NetworkJudgesTest {
    private static TestingRecording toxic(String word) {
        return even(5).action(1.5, "b2", word).action(4, "b2", "heal");
    }

    private static TestingRequest request(double at) {
        return new TestingRequest(at);
    }

    @Test
    void net1() {
        var slow = request(2).took(0.15).answeredBy("b2");
        passes("NET-1", toxic("latency").with(30, slow));
        fails(
                "NET-1",
                toxic("latency").with(30, slow).with(80, request(2).took(0.15).answeredBy("b1")),
                "p90");
        fails("NET-1", toxic("latency").with(30, slow).failed(2, 0.1, Outcome.RESET), "1 reset");
        cannotTell("NET-1", toxic("latency"), "answers that the link slowed");
    }

    @Test
    void net2() {
        var streamed = request(2).took(0.5).firstByteAfter(0.05).answeredBy("b2");
        var kept = request(2).took(0.5).firstByteAfter(0.45).answeredBy("b2");
        passes("NET-2", toxic("bandwidth").with(8, streamed));
        fails("NET-2", toxic("bandwidth").with(4, streamed).with(4, kept), "4 of 8 throttled answers were kept back");
        cannotTell("NET-2", toxic("bandwidth"), "throttled");
    }

    @Test
    void net3() {
        var elsewhere = request(2).reached("b2", "c2", End.CLIENT_GONE).answeredBy("b1");
        var lost = request(2).reached("b2", "c2", End.CLIENT_GONE).status(502);
        passes(
                "NET-3",
                toxic("reset_peer")
                        .with(elsewhere)
                        .with(request(2)
                                .post()
                                .reached("b2", "c2", End.CLIENT_GONE)
                                .status(502)));
        fails("NET-3", toxic("reset_peer").with(elsewhere).with(lost), "1 status 502");
        fails("NET-3", toxic("reset_peer").with(elsewhere).post(2, "b2", "b1"), "reached backends twice");
        fails("NET-3", toxic("reset_peer").with(elsewhere).failed(2, 0.01, Outcome.CLOSED), "1 closed");
        cannotTell("NET-3", toxic("reset_peer"), "GETs that were reset");
    }

    private static TestingRecording cut(String word) {
        return toxic(word)
                .cut(1.4, "b2", Outcome.TRUNCATED, Body.UNKNOWN)
                .cut(1.4, "b2", Outcome.TRUNCATED, Body.UNKNOWN)
                .cut(1.4, "b2", Outcome.TRUNCATED, Body.UNKNOWN);
    }

    @Test
    void net4() {
        passes("NET-4", cut("reset_peer"));
        fails("NET-4", cut("reset_peer").cut(1.7, "b2", Outcome.ANSWERED, Body.DAMAGED), "1 answers looked whole");
        cannotTell("NET-4", toxic("reset_peer"), "cut in the middle");
        cannotTell(
                "NET-4",
                toxic("reset_peer").cut(1.6, "b2", Outcome.CLOSED, Body.UNKNOWN),
                "0 answers cut in the middle");
        fails("NET-4", cut("reset_peer").cut(1.4, "b2", Outcome.TIMED_OUT, Body.UNKNOWN), "1 timed out");
    }

    @Test
    void net5() {
        var told = request(2).took(3.1).status(504);
        passes("NET-5", toxic("timeout").with(told).with(request(2).took(3.1).answeredBy("b1")));
        fails("NET-5", toxic("timeout").with(request(2).took(8).ended(Outcome.TIMED_OUT)), "took 8000 ms");
        fails("NET-5", toxic("timeout").with(request(2).took(3).ended(Outcome.CLOSED)), "without a status");
        cannotTell("NET-5", toxic("timeout"), "swallowed");
    }

    @Test
    void net6() {
        passes("NET-6", toxic("slow_close").descriptors(0, 90).descriptors(5, 100));
        passes("NET-6", toxic("slow_close"));
        fails("NET-6", toxic("slow_close").with(20, request(2).took(1.01).answeredBy("b2")), "p99 latency 1010");
        fails("NET-6", toxic("slow_close").descriptors(0, 90).descriptors(5, 500), "500 at rest afterwards");
    }

    @Test
    void net7() {
        var sliced = even(4).action(1, "b2", "slicer");
        passes("NET-7", sliced);
        fails("NET-7", even(4).action(1, "b2", "slicer").with(request(2).status(400)), "status 400");
        fails(
                "NET-7",
                even(4).action(1, "b2", "slicer")
                        .with(request(2).post().reached("b2", "c", End.ANSWERED, Body.DAMAGED)),
                "1 requests reached a backend damaged");
        cannotTell("NET-7", new TestingRecording(4).traffic(0, 4, 99, "b1").action(1, "b2", "slicer"), "sliced link");
    }

    @Test
    void net8() {
        passes("NET-8", cut("limit_data"));
        fails("NET-8", cut("limit_data").cut(1.7, "b2", Outcome.ANSWERED, Body.DAMAGED), "1 answers looked whole");
    }

    private static TestingRecording partitioned() {
        return new TestingRecording(8)
                .traffic(0, 1, 150, "b1", "b2", "b3")
                .action(1, "b2", "partition")
                .traffic(1, 5, 600, "b1", "b3")
                .action(3.6, "b2", "rejoin");
    }

    @Test
    void net9() {
        passes(
                "NET-9",
                partitioned()
                        .traffic(5, 8, 450, "b1", "b2", "b3")
                        .with(request(2).status(502)));
        fails("NET-9", partitioned().traffic(5, 8, 450, "b1", "b3"), "b2 answered 0 of 510");
        fails(
                "NET-9",
                partitioned()
                        .traffic(5, 8, 450, "b1", "b2", "b3")
                        .with(request(3.5).status(502)),
                "1 status 502");
        fails(
                "NET-9",
                partitioned()
                        .traffic(5, 8, 450, "b1", "b2", "b3")
                        .with(300, request(2).status(502)),
                "before the cut could be noticed");
    }

    @Test
    void net10() {
        var half = new TestingRecording(6)
                .traffic(0, 1, 150, "b1", "b2", "b3")
                .action(1, "b1", "partition")
                .action(1, "b2", "partition")
                .traffic(1, 6, 750, "b3");
        passes("NET-10", half);
        fails("NET-10", half.with(request(5).status(502)), "1 status 502");
    }

    @Test
    void net11() {
        var unheard = request(2).took(3.1).reached("b2", "dead", End.ANSWERED).status(504);
        passes("NET-11", toxic("timeout").with(unheard));
        fails(
                "NET-11",
                toxic("timeout")
                        .with(unheard)
                        .with(request(5.2).reached("b2", "dead", End.ANSWERED).status(504)),
                "with an answer outstanding");
        fails(
                "NET-11",
                toxic("timeout")
                        .with(request(2)
                                .took(8)
                                .reached("b2", "dead", End.ANSWERED)
                                .ended(Outcome.TIMED_OUT)),
                "took 8000 ms");
        cannotTell("NET-11", toxic("timeout"), "whose answer vanished");
    }
}
