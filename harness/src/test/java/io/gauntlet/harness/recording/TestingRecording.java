package io.gauntlet.harness.recording;

import java.util.ArrayList;
import java.util.List;

/** Writes short histories by hand; times are seconds since the workload's start, which is the run's zero here. */
public final class TestingRecording {
    private static final long SECOND = 1_000_000_000L;
    private static final long HOP = 1_000_000L;

    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    /** A workload of so many seconds. */
    public TestingRecording(double seconds) {
        event(0, "workload", "started");
        event(seconds, "workload", "finished");
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * SECOND);
    }

    /** Something done or seen. */
    public TestingRecording event(double at, String subject, String event) {
        return event(at, subject, event, "");
    }

    /** Something done or seen, and what there is to say of it. */
    public TestingRecording event(double at, String subject, String event, String detail) {
        events.add(new Event(nanos(at), subject, event, detail));
        return this;
    }

    /** An action that took no time. */
    public TestingRecording action(double at, String subject, String verb) {
        return action(at, at, subject, verb);
    }

    /** An action. */
    public TestingRecording action(double asked, double done, String subject, String verb) {
        event(asked, subject, verb + Mark.ASKED);
        return event(done, subject, verb + Mark.DONE);
    }

    /** What came back when something was said byte for byte. */
    public TestingRecording heard(double at, String name, Heard.End end, String text) {
        var part = (int) events.stream()
                .filter(event -> event.detail().startsWith(name + " "))
                .count();
        events.add(new Event(nanos(at), "client", Heard.EVENT, new Heard(name, part, end, text).detail()));
        return this;
    }

    /** How many descriptors the target has open. */
    public TestingRecording descriptors(double at, int count) {
        events.add(new Event(nanos(at), "target", "descriptors", Integer.toString(count)));
        return this;
    }

    /** A request. */
    public TestingRecording with(TestingRequest request) {
        var id = nextId();
        attempts.add(request.attempt(id));
        arrivals.addAll(request.arrivals(id));
        return this;
    }

    /** A request, so many times. */
    public TestingRecording with(int times, TestingRequest request) {
        for (int i = 0; i < times; i++) {
            with(request);
        }
        return this;
    }

    /** A GET that was answered after so many seconds. */
    public TestingRecording answered(double at, double took, String backend) {
        return answered(at, took, backend, "");
    }

    /** A GET of a session that was answered. */
    public TestingRecording answered(double at, double took, String backend, String session) {
        var id = nextId();
        attempt(id, at, took, "GET", Outcome.ANSWERED, backend, session, Body.INTACT);
        return arrival(id, at, took, backend, "GET", Arrival.End.ANSWERED);
    }

    /** Evenly spread GETs, in turn over these backends. */
    public TestingRecording traffic(double from, double to, int count, String... backends) {
        for (int i = 0; i < count; i++) {
            answered(from + (to - from) * i / count, 0.002, backends[i % backends.length]);
        }
        return this;
    }

    /** A GET whose connection closed under it, and that the client sent again on another. */
    public TestingRecording sentAgain(double at, String backend) {
        answered(at, 0.02, backend);
        var second = attempts.remove(attempts.size() - 1);
        long broke = nanos(at + 0.001);
        attempts.add(new Attempt(
                second.id(),
                1,
                "",
                "c0",
                second.intended(),
                second.sent(),
                Attempt.NEVER,
                broke,
                "GET",
                "/work",
                0,
                Outcome.CLOSED,
                "",
                0,
                Body.UNKNOWN,
                "closed"));
        attempts.add(new Attempt(
                second.id(),
                2,
                "",
                "c1",
                second.intended(),
                broke,
                second.firstByte(),
                second.ended(),
                "GET",
                "/work",
                200,
                Outcome.ANSWERED,
                backend,
                64,
                Body.INTACT,
                ""));
        return this;
    }

    /** A request that reached nobody. */
    public TestingRecording failed(double at, double took, Outcome outcome) {
        attempt(nextId(), at, took, "GET", outcome, "", "", Body.UNKNOWN);
        return this;
    }

    /** A POST, sent once by the client, that these backends all received; the last of them answered. */
    public TestingRecording post(double at, String... backends) {
        var id = nextId();
        attempt(id, at, 0.01, "POST", Outcome.ANSWERED, backends[backends.length - 1], "", Body.INTACT);
        for (var backend : backends) {
            arrival(id, at, 0.01, backend, "POST", Arrival.End.ANSWERED);
        }
        return this;
    }

    /** A GET that began to be answered, and whose answer was cut; the client saw it end so. */
    public TestingRecording cut(double at, String backend, Outcome outcome, Body body) {
        var id = nextId();
        attempt(id, at, 0.2, "GET", outcome, backend, "", body);
        return arrival(id, at, 0.2, backend, "GET", Arrival.End.CLIENT_GONE);
    }

    /** A request that a backend received and never ended, as when it is killed, and that failed for the client. */
    public TestingRecording lostInFlight(double at, double took, String backend, Outcome outcome) {
        var id = nextId();
        attempt(id, at, took, "GET", outcome, "", "", Body.UNKNOWN);
        return arrival(id, at, Double.NaN, backend, "GET", Arrival.End.OPEN);
    }

    /** A health probe. */
    public TestingRecording probe(double at, double took, String backend, Arrival.End end) {
        arrivals.add(arrival("", at, took, backend, "GET", end, Arrival.Kind.PROBE));
        return this;
    }

    /** Health probes at a steady pace. */
    public TestingRecording probes(double from, double to, double interval, String backend) {
        for (double at = from; at < to; at += interval) {
            probe(at, 0.002, backend, Arrival.End.ANSWERED);
        }
        return this;
    }

    /** A health probe that was answered with this status. */
    public TestingRecording probe(double at, String backend, int status) {
        arrivals.add(arrival(
                "", at, 0.002, backend, "GET", Arrival.End.ANSWERED, Arrival.Kind.PROBE, "/health/ready", status));
        return this;
    }

    /** Requests that were said byte for byte, one after the other, and where they arrived. */
    public TestingRecording said(double from, double to, String... backends) {
        for (int i = 0; i < backends.length; i++) {
            arrival("", from + (to - from) * i / backends.length, 0.001, backends[i], "GET", Arrival.End.ANSWERED);
        }
        return this;
    }

    /** A request for this path that was said byte for byte, and where it arrived. */
    public TestingRecording said(double at, String path, String backend) {
        arrivals.add(arrival("", at, 0.001, backend, "GET", Arrival.End.ANSWERED, Arrival.Kind.REQUEST, path, 200));
        return this;
    }

    private String nextId() {
        return "run-0-" + attempts.size();
    }

    private void attempt(
            String id,
            double at,
            double took,
            String method,
            Outcome outcome,
            String backend,
            String session,
            Body body) {
        long sent = nanos(at);
        long ended = sent + nanos(took);
        int status = outcome == Outcome.ANSWERED ? 200 : outcome == Outcome.WRONG_STATUS ? 503 : 0;
        attempts.add(new Attempt(
                id, 1, session, "c1", sent, sent, ended, ended, method, "/work", status, outcome, backend, 64, body,
                ""));
    }

    private TestingRecording arrival(
            String id, double at, double took, String backend, String method, Arrival.End end) {
        arrivals.add(arrival(id, at, took, backend, method, end, Arrival.Kind.REQUEST));
        return this;
    }

    private Arrival arrival(
            String id, double at, double took, String backend, String method, Arrival.End end, Arrival.Kind kind) {
        return arrival(id, at, took, backend, method, end, kind, "/work", 200);
    }

    private Arrival arrival(
            String id,
            double at,
            double took,
            String backend,
            String method,
            Arrival.End end,
            Arrival.Kind kind,
            String path,
            int status) {
        long received = nanos(at) + HOP / 2;
        boolean ends = end != Arrival.End.OPEN;
        long ended = ends ? nanos(at) + nanos(took) - HOP / 2 : Attempt.NEVER;
        boolean answers = kind == Arrival.Kind.REQUEST && ends;
        return new Arrival(
                "a" + arrivals.size(),
                id,
                1,
                backend,
                "c1",
                kind,
                received,
                answers ? received : Attempt.NEVER,
                ended,
                method,
                path,
                status,
                end,
                "127.0.0.1:1",
                1,
                64,
                Body.UNKNOWN);
    }

    /** What was written. */
    public Recording build() {
        return new Recording(attempts, arrivals, events);
    }
}
