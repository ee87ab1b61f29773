package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;

import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.TestingRecording;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The judges of checks of sessions in a pool that changes. */
class SessionJudgesTest {
    private static final int SESSIONS = 30;

    /** Thirty sessions that come by once in turn, from then on, each at its backend. */
    private static void round(TestingRecording history, double from, String... homes) {
        for (int session = 0; session < SESSIONS; session++) {
            history.answered(from + session * 0.01, 0.002, homes[session % homes.length], "s" + session);
        }
    }

    private static TestingRecording scaledOut() {
        var history = new TestingRecording(8).action(0.5, "b2", "remove").action(3.5, "b2", "add");
        round(history, 0, "b1", "b2", "b3");
        round(history, 1, "b1", "b3");
        round(history, 2, "b1", "b3");
        round(history, 4, "b1", "b3");
        return history;
    }

    @Test
    void stick3() {
        passes("STICK-3", scaledOut());
        fails(
                "STICK-3",
                scaledOut().answered(5, 0.01, "b2", "s4"),
                "1 of 31 requests of 30 sessions left their backend");
        fails("STICK-3", scaledOut().failed(3.6, 0.01, Outcome.CLOSED), "1 of 121 requests failed");
        cannotTell("STICK-3", even(8).action(0.5, "b2", "remove").action(3.5, "b2", "add"), "0 sessions");
    }

    private static TestingRecording oneRemoved() {
        var history = new TestingRecording(8).action(2.5, "b2", "remove");
        round(history, 1, "b1", "b2", "b3");
        round(history, 3, "b1", "b3", "b3");
        return history;
    }

    @Test
    void stick4() {
        passes("STICK-4", oneRemoved());
        fails(
                "STICK-4",
                oneRemoved().answered(5, 0.01, "b1", "s2"),
                "1 of 21 requests of 20 sessions left their backend");
        fails("STICK-4", oneRemoved().failed(2.6, 0.01, Outcome.RESET), "1 of 61 requests failed");
        cannotTell("STICK-4", even(8).action(2.5, "b2", "remove"), "0 sessions");
    }

    /** Sixty old sessions, a third of them at b2, and thirty new ones. */
    private static TestingRecording drained(String of, String... fresh) {
        var history = new TestingRecording(9).action(1.5, "b2", "drain");
        for (int session = 0; session < 60; session++) {
            history.answered(session * 0.01, 0.002, "b" + (session % 3 + 1), "old" + session);
        }
        for (int session = 0; session < SESSIONS; session++) {
            history.answered(2 + session * 0.01, 0.002, fresh[session % fresh.length], "s" + session);
        }
        for (int session = 1; session < 60; session += 3) {
            history.answered(4 + session * 0.01, 0.002, of, "old" + session);
            history.answered(6 + session * 0.01, 0.002, of, "old" + session);
        }
        return history;
    }

    @Test
    void stick6() {
        passes("STICK-6", drained("b2", "b1", "b3"));
        passes("STICK-6", drained("b1", "b1", "b3"));
        fails("STICK-6", drained("b2", "b1", "b2", "b3"), "10 of 30 new sessions began on b2");
        fails("STICK-6", drained("b1", "b1", "b3").answered(8, 0.01, "b2", "old4"), "left their backend again");
        fails("STICK-6", drained("b1", "b1", "b3").failed(2, 0.01, Outcome.RESET), "requests failed");
        cannotTell("STICK-6", even(9).action(1.5, "b2", "drain"), "0 sessions");
    }

    private static TestingRecording late(String... late) {
        return even(7).action(7, 8, "client", "say_soon-again")
                .said(7.1, 7.9, Collections.nCopies(40, "b1").toArray(new String[0]))
                .action(9, 10, "client", "say_late-again")
                .said(9.1, 9.9, late);
    }

    @Test
    void stick7() {
        var spread = IntStream.range(0, 40).mapToObj(i -> "b" + (i % 3 + 1)).toArray(String[]::new);
        var same = Collections.nCopies(40, "b1").toArray(new String[0]);
        passes("STICK-7", late(spread));
        fails("STICK-7", late(same), "1 backends answered 40 requests with a cookie whose time was over");
        fails("STICK-7", late(spread).failed(3, 0.1, Outcome.CLOSED), "requests failed");
        cannotTell("STICK-7", late(spread).said(7.5, 7.6, "b2"), "the session did not hold while it should");
        cannotTell("STICK-7", late("b1", "b2"), "2 requests of the session");
    }

    private static TestingRecording cookie(String scheme, String cookie) {
        return even(3).event(0.9, "client", Heard.SPEAKS, scheme)
                .heard(1, "first-visit", Heard.End.OPEN, "HTTP/1.1 200 OK\r\n" + cookie + "Content-Length: 0\r\n\r\n");
    }

    private static TestingRecording cookie(String value) {
        return cookie("http", "Set-Cookie: S=" + value + "\r\n");
    }

    @Test
    void stick8() {
        var rest = "; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax";
        var encoded = Base64.getEncoder().encodeToString("127.0.0.1:8080".getBytes(StandardCharsets.US_ASCII));
        passes("STICK-8", cookie("q83vEjRWeJA" + rest));
        passes("STICK-8", cookie("https", "set-cookie: S=q83vEjRW" + rest + "; Secure\r\n"));
        fails("STICK-8", cookie("https", "Set-Cookie: S=q83vEjRW" + rest + "\r\n"), "S lacks Secure");
        fails("STICK-8", cookie("10.0.0.7:80" + rest), "S tells an address: 10.0.0.7:80");
        fails("STICK-8", cookie(encoded + rest), "S tells an address: 127.0.0.1:8080");
        fails("STICK-8", cookie("a1; Path=/; Max-Age=9; SameSite=Lax"), "S lacks HttpOnly");
        fails("STICK-8", cookie("a1; HttpOnly; Max-Age=9"), "S lacks SameSite");
        fails("STICK-8", cookie("a1; HttpOnly; SameSite=Strict"), "S has neither Max-Age nor Expires");
        cannotTell("STICK-8", cookie("http", ""), "0 cookies");
    }
}
