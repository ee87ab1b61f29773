package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;

import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The judges of checks of the order in which backends are picked. */
class OrderJudgesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static TestingRecording asked(String name, List<String> cycle, int times) {
        var picks =
                Collections.nCopies(times, cycle).stream().flatMap(List::stream).toArray(String[]::new);
        var history = even(4).action(5, 6, "client", "say_" + name).said(5.01, 5.99, picks);
        for (int i = 0; i < picks.length; i++) {
            history.heard(5.5, name, Heard.End.OPEN, OK);
        }
        return history;
    }

    private static List<String> bunches(int... lengths) {
        return Stream.of(0, 1, 2)
                .flatMap(i -> Collections.nCopies(lengths[i], "b" + (i + 1)).stream())
                .toList();
    }

    @Test
    void dist3() {
        var smooth = List.of("b1", "b2", "b3", "b1", "b2", "b1", "b3", "b2", "b1", "b3", "b2", "b1");
        passes("DIST-3", asked("in-a-row", smooth, 5));
        fails("DIST-3", asked("in-a-row", bunches(5, 4, 3), 5), "5 of 60 picks in a row fell to one backend");
        fails("DIST-3", asked("in-a-row", smooth, 5).failed(1, 0.1, Outcome.CLOSED), "requests failed");
        cannotTell("DIST-3", asked("in-a-row", smooth, 3), "36 picks");
    }

    /** From 2 to 6 the others answer each in 20 ms, and the slow one in 200 ms as often as it says. */
    private static TestingRecording slow(int slowOnes, double others) {
        var history = new TestingRecording(6).action(0.5, "b2", "slow");
        for (int i = 0; i < 200; i++) {
            history.answered(2 + i * 0.02, others, "b1").answered(2.01 + i * 0.02, others, "b3");
        }
        for (int i = 0; i < slowOnes; i++) {
            history.answered(2 + 3.7 * i / slowOnes, 0.2, "b2");
        }
        return history;
    }

    @Test
    void dist4() {
        passes("DIST-4", slow(30, 0.02));
        fails("DIST-4", slow(200, 0.02), "b2, the slow one, had 9.");
        fails("DIST-4", slow(30, 0.4), "p99 latency 400.0 ms at the others");
        fails("DIST-4", slow(30, 0.02).failed(3, 0.1, Outcome.CLOSED), "1 of 431 requests failed");
        cannotTell(
                "DIST-4",
                new TestingRecording(6).traffic(0, 2, 200, "b1").action(0.5, "b2", "slow"),
                "0 requests to the others");
    }

    private static TestingRecording floodedAndLeftAlone() {
        return returned().traffic(5.5, 5.8, 30, "b2").traffic(5.8, 10.5, 470, "b1", "b3");
    }

    /** A hundred requests a second; so many of them go to the one that returned in each second since. */
    private static TestingRecording returned(int... inSecond) {
        var history = new TestingRecording(12).action(1, "b2", "partition").action(5, "b2", "rejoin");
        for (int second = 0; second < inSecond.length; second++) {
            history.traffic(5.5 + second, 6.5 + second, inSecond[second], "b2")
                    .traffic(5.5 + second, 6.5 + second, 100 - inSecond[second], "b1", "b3");
        }
        return history;
    }

    @Test
    void dist10() {
        passes("DIST-10", returned(8, 15, 22, 28, 32));
        fails("DIST-10", returned(55, 33, 33, 33, 33), "requests in the half second that ended 0.5 s after its return");
        fails("DIST-10", returned(8, 15, 70, 28, 32), "that ended 2.5 s after its return");
        fails("DIST-10", floodedAndLeftAlone(), "b2 got 30 of");
        cannotTell("DIST-10", returned(2, 3), "5 requests to it after its return");
    }

    /** A hundred and twenty clients, each with two requests; client k goes to the k-th of these, in turn. */
    private static void crowd(TestingRecording history, double at, String name, String... homes) {
        history.action(at, at + 1, "client", "say_" + name);
        for (int client = 0; client < 120; client++) {
            for (int request = 0; request < 2; request++) {
                history.said(at + 0.1, "/?client=" + client, homes[client % homes.length]);
            }
        }
    }

    private static TestingRecording twice(String... again) {
        var history = even(5);
        crowd(history, 6, "crowd", "b1", "b2", "b3");
        crowd(history, 8, "crowd-again", again);
        return history;
    }

    @Test
    void dist5() {
        passes("DIST-5", twice("b1", "b2", "b3"));
        fails("DIST-5", twice("b1", "b2", "b3", "b1", "b2", "b1"), "20 of 120 clients were brought to several");
        fails("DIST-5", twice("b1", "b2", "b3").said(6.5, "/?client=7", "b1"), "1 of 120 clients");
        var uneven = even(5);
        crowd(uneven, 6, "crowd", "b1");
        crowd(uneven, 8, "crowd-again", "b1");
        fails("DIST-5", uneven, "the clients were shared out so: {b1=120}");
        cannotTell(
                "DIST-5", even(5).action(6, "client", "say_crowd").action(8, "client", "say_crowd-again"), "0 clients");
    }

    private static TestingRecording changed(String verb, String[] before, String... after) {
        var history = even(5).action(7.5, "b2", verb);
        crowd(history, 6, "crowd-before", before);
        crowd(history, 8, "crowd-after", after);
        return history;
    }

    @Test
    void dist6() {
        String[] all = {"b1", "b2", "b3"};
        passes("DIST-6", changed("remove", all, "b1", "b3", "b3"));
        fails("DIST-6", changed("remove", all, "b1", "b3", "b1"), "40 of 80 clients moved when b2, not theirs");
        cannotTell(
                "DIST-6",
                even(5).action(7.5, "b2", "remove")
                        .action(6, "client", "say_crowd-before")
                        .action(8, "client", "say_crowd-after"),
                "0 clients");
    }

    @Test
    void dist7() {
        String[] short1 = {"b1", "b3", "b1", "b3", "b1", "b3"};
        passes("DIST-7", changed("add", short1, "b1", "b3", "b2", "b3", "b1", "b2"));
        fails(
                "DIST-7",
                changed("add", short1, "b3", "b1", "b2", "b3", "b1", "b2"),
                "40 of 120 clients moved between old");
        fails("DIST-7", changed("add", short1, short1), "b2, the new one, has 0 of 120 clients");
        fails("DIST-7", changed("add", short1, "b2"), "b2, the new one, has 120 of 120 clients");
    }

    @Test
    void dist8() {
        passes("DIST-8", asked("one-connection", List.of("b1", "b2", "b3"), 40));
        fails("DIST-8", asked("one-connection", List.of("b1"), 120), "differ by 120");
        fails(
                "DIST-8",
                asked("one-connection", List.of("b1", "b2", "b3"), 40).failed(1, 0.1, Outcome.CLOSED),
                "requests failed");
        cannotTell("DIST-8", asked("one-connection", List.of("b1", "b2", "b3"), 20), "60 answers");
    }
}
