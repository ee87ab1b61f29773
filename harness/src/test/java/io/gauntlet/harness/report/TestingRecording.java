package io.gauntlet.harness.report;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Recording;
import java.util.ArrayList;
import java.util.List;

/** Builds short literal recordings, in milliseconds since the run's zero. */
final class TestingRecording {
    private static final long MILLI = 1_000_000;
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();

    TestingRecording answered(long intended, long took, String backend) {
        return attempt(intended, took, Outcome.ANSWERED, backend).arrived(intended, took, backend);
    }

    TestingRecording failed(long intended, long took, Outcome outcome) {
        return attempt(intended, took, outcome, "");
    }

    TestingRecording event(long at, String subject, String event, String detail) {
        events.add(new Event(at * MILLI, subject, event, detail));
        return this;
    }

    Recording build() {
        return new Recording(attempts, arrivals, events);
    }

    private TestingRecording attempt(long intended, long took, Outcome outcome, String backend) {
        boolean answered = outcome == Outcome.ANSWERED;
        attempts.add(new Attempt(
                "k3x9-0-" + attempts.size(),
                1,
                "",
                "c1",
                intended * MILLI,
                intended * MILLI,
                answered ? (intended + took) * MILLI : Attempt.NEVER,
                (intended + took) * MILLI,
                "GET",
                "/work",
                answered ? 200 : 0,
                outcome,
                backend,
                answered ? 64 : 0,
                answered ? Body.INTACT : Body.UNKNOWN,
                answered ? "" : outcome.word()));
        return this;
    }

    private TestingRecording arrived(long intended, long took, String backend) {
        arrivals.add(new Arrival(
                "a" + arrivals.size(),
                "k3x9-0-" + (attempts.size() - 1),
                1,
                backend,
                "u1",
                Arrival.Kind.REQUEST,
                intended * MILLI,
                (intended + took) * MILLI,
                (intended + took) * MILLI,
                "GET",
                "/work",
                200,
                Arrival.End.ANSWERED,
                "127.0.0.1:5000",
                1,
                64,
                Body.INTACT));
        return this;
    }
}
