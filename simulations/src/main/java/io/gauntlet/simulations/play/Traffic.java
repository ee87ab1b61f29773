package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.Ledger;
import io.gauntlet.simulations.ledger.LedgerRow;
import io.gauntlet.simulations.ledger.LedgerRow.Reply;
import io.gauntlet.simulations.ledger.LedgerRow.Request;
import io.gauntlet.simulations.ledger.LedgerRow.When;
import io.gauntlet.simulations.ledger.LedgerRow.Who;
import io.gauntlet.simulations.ledger.Outcome;
import io.gauntlet.simulations.plan.MixEntry;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.play.Arrival.Slot;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The arrivals of one experiment on their way from the schedule to the ledger. Thread-safe; each arrival is touched by
 * its own event loop alone, and by the closing thread only after the loops have ended.
 */
final class Traffic {
    private static final byte[] NO_BODY = {};

    private final Plan plan;
    private final Schedule schedule;
    private final RunClock clock;
    private final Ledger ledger;
    private final Tally tally;
    private final Mix mix;
    private final CookieJar[] jars;
    private final SessionOrder order;
    private final AtomicLongArray begun;
    private final Set<Arrival> open = ConcurrentHashMap.newKeySet();
    private volatile long zeroSecond;
    private volatile long userBefore;
    private volatile @Nullable String aborted;
    private volatile long abortedAt;
    private volatile String noSocket = "";
    private volatile boolean ended;

    Traffic(Plan plan, Schedule schedule, RunClock clock, Ledger ledger, Tally tally) {
        this.plan = plan;
        this.schedule = schedule;
        this.clock = clock;
        this.ledger = ledger;
        this.tally = tally;
        this.mix = new Mix(plan.mix(), plan.identity().seed());
        this.begun = new AtomicLongArray((schedule.size() + Long.SIZE - 1) / Long.SIZE);
        this.jars = new CookieJar[plan.target().sessions()];
        this.order = new SessionOrder(jars.length, plan.identity().seed());
        for (int i = 0; i < jars.length; i++) {
            jars[i] = new CookieJar(i);
        }
    }

    /** Second 0 of the schedule in nanoseconds since the epoch, and the last Gatling user id given out before it. */
    void started(long epochNanos, long lastUserId) {
        userBefore = lastUserId;
        zeroSecond = epochNanos;
    }

    /** Second 0 of the schedule, in nanoseconds since the epoch; 0 before the start. */
    long zeroSecond() {
        return zeroSecond;
    }

    /** No arrival is sent from now on. */
    void abort(String reason) {
        abortedAt = clock.now();
        aborted = reason;
    }

    int openNow() {
        return open.size();
    }

    /** A Gatling user has started; null when it must not send any more. */
    @Nullable Arrival arrive(long userId) {
        int sequence = (int) (userId - userBefore - 1);
        if (aborted != null || sequence < 0 || sequence >= schedule.size()) {
            return null;
        }
        LoopNotes.here().markLoop();
        long sent = clock.now();
        Slot slot = new Slot(sequence, zeroSecond + schedule.dueNanos(sequence), sent);
        begun.accumulateAndGet(sequence / Long.SIZE, 1L << (sequence % Long.SIZE), (a, b) -> a | b);
        Arrival arrival = arrival(slot);
        open.add(arrival);
        tally.begun(sent - slot.intended());
        return arrival;
    }

    private Arrival arrival(Slot slot) {
        int sequence = slot.sequence();
        MixEntry entry = mix.pick(sequence);
        byte[] body = entry.bodyBytes() == 0 ? NO_BODY : mix.body(sequence, entry.bodyBytes());
        CookieJar jar = jars.length == 0 ? null : jars[order.session(sequence)];
        return new Arrival(plan.identity().requestId(sequence), slot, entry, body, jar);
    }

    /** The request is about to be written to a connection: for the first time, or again by Gatling's own replay. */
    Attempt write(Arrival arrival) {
        Attempt before = arrival.attempt();
        if (before == null) {
            return arrival.begin(arrival.slot().sent(), true);
        }
        replayed(arrival, before);
        return arrival.begin(clock.now(), true);
    }

    /** The Cookie header for the request, from its session's jar; null when there is nothing to send. */
    @Nullable String cookies(Arrival arrival) {
        CookieJar jar = arrival.jar();
        return jar == null
                ? null
                : jar.header(arrival.entry().path(), plan.target().secure(), clock.now());
    }

    private void replayed(Arrival arrival, Attempt attempt) {
        row(arrival, attempt, Outcomes.of(attempt, "", plan.target()), "replayed by the client");
    }

    /** Gatling could not even make a socket for a request, of which it will be done next, without saying why again. */
    void noSocket(String message) {
        noSocket = message;
        tally.ownFault(message);
    }

    /** Gatling is done with the request, well or badly; the message is its reason for a failure. */
    void done(Arrival arrival, String reason) {
        if (ended || !open.remove(arrival)) {
            return;
        }
        Attempt attempt = arrival.attempt();
        boolean unsaid = reason.isEmpty() && (attempt == null || !attempt.complete());
        String message = unsaid ? noSocket : reason;
        if (attempt == null) {
            attempt = arrival.begin(arrival.slot().sent(), false);
        } else if (attempt.breakage() != Attempt.Breakage.NONE && Outcomes.neverWritten(message)) {
            replayed(arrival, attempt);
            attempt = arrival.begin(clock.now(), false);
        }
        Outcome outcome = Outcomes.of(attempt, message, plan.target());
        row(arrival, attempt, outcome, outcome == Outcome.ANSWERED ? "" : message);
        tally.done(outcome);
        if (outcome == Outcome.NOT_SENT && Outcomes.ownFault(message)) {
            tally.ownFault(message);
        }
    }

    /** Nothing that Gatling says from now on counts. */
    void end() {
        ended = true;
    }

    /** After an abort and the end of all event loops: accounts for what was still open, and for what was due. */
    void accountForTheRest() {
        String reason = aborted == null ? "not ended by Gatling" : "aborted: " + aborted;
        for (Arrival arrival : open) {
            Attempt written = arrival.attempt();
            Attempt last = written == null ? arrival.begin(arrival.slot().sent(), false) : written;
            Outcome outcome = written == null ? Outcome.NOT_SENT : Outcome.TIMED_OUT;
            row(arrival, last, outcome, reason);
            tally.done(outcome);
        }
        open.clear();
        if (aborted != null) {
            accountForTheDue(reason);
        }
    }

    private void accountForTheDue(String reason) {
        int due = schedule.dueBy(abortedAt - zeroSecond);
        for (int sequence = 0; sequence < due; sequence++) {
            if ((begun.get(sequence / Long.SIZE) & (1L << (sequence % Long.SIZE))) == 0) {
                Slot slot = new Slot(sequence, zeroSecond + schedule.dueNanos(sequence), 0);
                Arrival arrival = arrival(slot);
                row(arrival, arrival.begin(0, false), Outcome.NOT_SENT, reason);
                tally.neverBegun();
            }
        }
    }

    private void row(Arrival arrival, Attempt attempt, Outcome outcome, String error) {
        CookieJar jar = arrival.jar();
        MixEntry entry = arrival.entry();
        Reply reply = attempt.reply();
        long now = attempt.complete() ? attempt.lastByte() : clock.now();
        ledger.add(new LedgerRow(
                new Who(
                        arrival.id(),
                        attempt.number(),
                        jar == null ? "" : Integer.toString(jar.session()),
                        new Request(entry.method(), entry.path())),
                new When(arrival.slot().intended(), attempt.sent(), attempt.firstByte(), now),
                reply,
                outcome,
                error));
    }
}
