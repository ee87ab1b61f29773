package io.gauntlet.harness.recording;

import java.util.ArrayList;
import java.util.List;

/** One request of a history, written by hand; a GET that was answered with 200 unless said otherwise. Times in seconds. */
public final class TestingRequest {
    private static final double SECOND = 1e9;

    private final double at;
    private double took = 0.01;
    private double firstByte = Double.NaN;
    private String method = "GET";
    private String path = "/work";
    private int status = 200;
    private Outcome outcome = Outcome.ANSWERED;
    private Body body = Body.INTACT;
    private String backend = "";
    private final List<Reached> reached = new ArrayList<>();

    private record Reached(String backend, String connection, Arrival.End end, Body body) {}

    /** A request that is sent at this second. */
    public TestingRequest(double at) {
        this.at = at;
    }

    /** Until its end. */
    public TestingRequest took(double seconds) {
        took = seconds;
        return this;
    }

    /** Its first byte came so much later. */
    public TestingRequest firstByteAfter(double seconds) {
        firstByte = seconds;
        return this;
    }

    /** It is no GET. */
    public TestingRequest post() {
        method = "POST";
        return this;
    }

    /** Its path. */
    public TestingRequest on(String other) {
        path = other;
        return this;
    }

    /** The client was answered so, by nobody or by the backend that it reached last. */
    public TestingRequest status(int other) {
        status = other;
        outcome = other / 100 == 2 ? Outcome.ANSWERED : Outcome.WRONG_STATUS;
        return this;
    }

    /** It ended so for the client, without an answer. */
    public TestingRequest ended(Outcome other) {
        outcome = other;
        status = 0;
        return this;
    }

    /** It is a WebSocket that was opened at once, and ended so. */
    public TestingRequest webSocket(Outcome end) {
        path = "/ws";
        status = 101;
        firstByte = 0.01;
        outcome = end;
        return this;
    }

    /** It reached a backend, which answered. */
    public TestingRequest answeredBy(String id) {
        backend = id;
        return reached(id, "c-" + id, Arrival.End.ANSWERED);
    }

    /** It reached a backend, on this connection, and ended so there. */
    public TestingRequest reached(String id, String connection, Arrival.End end) {
        return reached(id, connection, end, Body.UNKNOWN);
    }

    /** It reached a backend, on this connection, and ended so there, its body as it says. */
    public TestingRequest reached(String id, String connection, Arrival.End end, Body itsBody) {
        reached.add(new Reached(id, connection, end, itsBody));
        return this;
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }

    Attempt attempt(String id) {
        long sent = nanos(at);
        long ended = nanos(at + took);
        long first = Double.isNaN(firstByte) ? ended : nanos(at + firstByte);
        return new Attempt(
                id, 1, "", "c1", sent, sent, first, ended, method, path, status, outcome, backend, 64, body, "");
    }

    List<Arrival> arrivals(String id) {
        List<Arrival> arrivals = new ArrayList<>();
        for (var place : reached) {
            long received = nanos(at) + 100_000 + arrivals.size();
            arrivals.add(new Arrival(
                    id + "-" + arrivals.size(),
                    id,
                    1,
                    place.backend(),
                    place.connection(),
                    Arrival.Kind.REQUEST,
                    received,
                    place.end() == Arrival.End.UNREAD ? Attempt.NEVER : received,
                    nanos(at + took),
                    method,
                    path,
                    status == 0 ? 200 : status,
                    place.end(),
                    "127.0.0.1:1",
                    1,
                    64,
                    place.body()));
        }
        return arrivals;
    }
}
