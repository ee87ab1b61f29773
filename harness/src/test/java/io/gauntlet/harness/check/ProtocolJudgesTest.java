package io.gauntlet.harness.check;

import static io.gauntlet.harness.check.TestingJudge.cannotTell;
import static io.gauntlet.harness.check.TestingJudge.even;
import static io.gauntlet.harness.check.TestingJudge.fails;
import static io.gauntlet.harness.check.TestingJudge.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.recording.Heard;
import io.gauntlet.harness.recording.Heard.End;
import io.gauntlet.harness.recording.TestingRecording;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The judges of checks that speak byte for byte. */
class ProtocolJudgesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    private static final String BAD = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

    private static TestingRecording head(String answer, End end, String next, End nextEnd) {
        return even(4).heard(1, "head", end, answer).heard(2, "head", nextEnd, next);
    }

    @Test
    void http4() {
        passes("HTTP-4", head(OK, End.OPEN, OK + "ok", End.OPEN));
        passes("HTTP-4", head("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", End.CLOSED, "", End.RESET));
        fails("HTTP-4", head(OK + "ok", End.OPEN, OK + "ok", End.OPEN), "2 bytes followed the head");
        fails("HTTP-4", head(OK, End.CLOSED, "", End.CLOSED), "no status, connection closed");
        cannotTell("HTTP-4", even(4).heard(1, "head", End.REFUSED, ""), "HEAD was not answered");
    }

    private static TestingRecording large(String field, End end) {
        return even(4).heard(1, "large-field", end, field)
                .heard(2, "many-fields", End.CLOSED, BAD.replace("400", "431"))
                .heard(3, "long-target", End.OPEN, OK + "ok");
    }

    @Test
    void http10() {
        passes("HTTP-10", large(BAD, End.CLOSED));
        fails("HTTP-10", large("", End.RESET), "large-field: no status, connection reset");
        fails("HTTP-10", large("HTTP/1.1 502 Bad Gateway\r\n\r\n", End.OPEN), "large-field: status 502");
        cannotTell("HTTP-10", even(4).heard(1, "large-field", End.CLOSED, BAD), "1 large heads");
    }

    private static TestingRecording error(String text) {
        return even(4).heard(1, "two-hosts", End.CLOSED, text);
    }

    @Test
    void sec10() {
        passes("SEC-10", error(BAD + "{\"error\":\"the host is there twice\"}"));
        passes("SEC-10", error(BAD + "Server: envoy\r\n"));
        fails("SEC-10", error(BAD + "<hr>nginx/1.22.1</hr>"), "told of nginx/1.22.1");
        fails("SEC-10", error(BAD + "cannot reach 10.1.2.3:8080"), "told of 10.1.2.3:8080");
        fails("SEC-10", error(BAD + "\tat java.lang.Thread.run(Thread.java:840)"), "told of at java.lang.Thread.run(");
        cannotTell("SEC-10", error(OK + "nginx/1.22.1"), "0 errors");
    }

    private static TestingRecording led(String connect, String trace) {
        return even(4).heard(1, "connect", End.CLOSED, connect)
                .heard(2, "absolute", End.OPEN, OK + "ok")
                .heard(3, "trace", End.OPEN, trace);
    }

    @Test
    void sec14() {
        passes("SEC-14", led(BAD, BAD));
        fails("SEC-14", led(OK, BAD), "1 CONNECTs were answered with success");
        fails("SEC-14", led(BAD, OK + "Cookie: secret=gauntlets-own-secret"), "showed the request's own cookie");
        fails("SEC-14", led(BAD, BAD).event(2, "witness", "called"), "1 connections to where only a client sent it");
        cannotTell("SEC-14", even(4), "should lead nowhere");
    }

    @Test
    void whatWasHeardIsReadBackAsItCame() {
        var text = "\u0000\t\r\n\\n \"quoted\" \u00ff7";
        var recording = even(1).heard(0.5, "any", End.RESET, text).build();
        assertThat(Heard.of("any", recording)).isEqualTo(List.of(new Heard("any", 0, End.RESET, text)));
    }
}
