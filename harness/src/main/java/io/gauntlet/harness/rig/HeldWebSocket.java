package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Tunnels;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Outcome;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that is held open, and that proves by echoes that there is somebody at its other end. Thread-safe; the
 * listener's methods are called by the HTTP client's threads.
 */
final class HeldWebSocket implements WebSocket.Listener {
    /** Whoever says nothing back for so long is not there any more. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final int SWITCHING_PROTOCOLS = 101;

    private final String id;
    private final LongSupplier clock;
    private final Consumer<Attempt> ledger;
    private final long asked;
    private final StringBuilder heard = new StringBuilder();
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable WebSocket socket;
    private String said = "";
    private int beats;
    private long beatAt = Attempt.NEVER;
    private long opened = Attempt.NEVER;
    private long bytes;
    private boolean damaged;
    private boolean leaving;

    /**
     * One that is asked for now.
     *
     * @param clock the run's time in nanoseconds
     * @param ledger is told once, when it has ended
     */
    HeldWebSocket(String id, LongSupplier clock, Consumer<Attempt> ledger) {
        this.id = id;
        this.clock = clock;
        this.ledger = ledger;
        this.asked = clock.getAsLong();
    }

    /** The handshake is over. */
    synchronized void shaken(WebSocket made) {
        socket = made;
        beat();
    }

    /** There was none. */
    void refused(Throwable failure) {
        if (failure instanceof WebSocketHandshakeException handshake && handshake.getResponse() != null) {
            end(Outcome.WRONG_STATUS, handshake.getResponse().statusCode(), "");
        } else {
            end(outcome(failure), 0, failure.toString());
        }
    }

    private static Outcome outcome(Throwable failure) {
        if (failure instanceof HttpTimeoutException) {
            return Outcome.TIMED_OUT;
        }
        if (failure instanceof ConnectException) {
            return Outcome.REFUSED;
        }
        return String.valueOf(failure.getMessage()).contains("reset") ? Outcome.RESET : Outcome.CLOSED;
    }

    /** Says something new, if the last thing has come back; ends it when that has not come for too long. */
    synchronized void beat() {
        var open = socket;
        if (open == null || ended() || leaving) {
            return;
        }
        if (beatAt == Attempt.NEVER) {
            beatAt = clock.getAsLong();
            beats++;
            said = id + "#" + beats;
            var unused = open.sendText(said, true).exceptionally(failure -> {
                broken(failure);
                return open;
            });
        } else if (clock.getAsLong() - beatAt > SILENCE.toNanos()) {
            end(Outcome.TIMED_OUT, SWITCHING_PROTOCOLS, "no echo within " + SILENCE.toSeconds() + " s");
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        echoed(data, last);
        from.request(1);
        return null;
    }

    private synchronized void echoed(CharSequence data, boolean last) {
        heard.append(data, 0, Math.min(data.length(), said.length() + 1));
        bytes += data.length();
        damaged |= !said.startsWith(heard.toString());
        if (last || damaged) {
            damaged |= !said.contentEquals(heard);
            heard.setLength(0);
            opened = opened == Attempt.NEVER ? clock.getAsLong() : opened;
            beatAt = Attempt.NEVER;
            notifyAll();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        end(left() ? Outcome.ANSWERED : Outcome.CLOSED, SWITCHING_PROTOCOLS, "closed with " + status);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        broken(failure);
    }

    private void broken(Throwable failure) {
        end(left() ? Outcome.ANSWERED : Outcome.RESET, SWITCHING_PROTOCOLS, failure.toString());
    }

    private synchronized boolean left() {
        return leaving;
    }

    private boolean ended() {
        return over.getCount() == 0;
    }

    private synchronized void end(Outcome outcome, int status, String error) {
        if (ended()) {
            return;
        }
        over.countDown();
        if (socket != null) {
            socket.abort();
        }
        notifyAll();
        ledger.accept(new Attempt(
                id,
                1,
                "",
                id,
                asked,
                asked,
                opened,
                clock.getAsLong(),
                "GET",
                Tunnels.PATH,
                status,
                outcome,
                "",
                bytes,
                opened == Attempt.NEVER ? Body.UNKNOWN : damaged ? Body.DAMAGED : Body.INTACT,
                outcome == Outcome.ANSWERED ? "" : error));
    }

    /** Waits until what was said last has come back; false when it did not, and this one has ended. */
    synchronized boolean awaitEcho() throws InterruptedException {
        while (!ended() && beatAt != Attempt.NEVER) {
            long left = beatAt + SILENCE.toNanos() - clock.getAsLong();
            if (left < 0) {
                beat();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, left + 1_000_000L);
            }
        }
        return !ended();
    }

    /** Takes its leave, after which its end is no break. */
    synchronized void leave() {
        var open = socket;
        if (open == null || ended()) {
            return;
        }
        leaving = true;
        var unused = open.sendClose(WebSocket.NORMAL_CLOSURE, "").exceptionally(failure -> {
            broken(failure);
            return open;
        });
    }

    /** Waits for the other's leave until then, and goes without it. */
    void awaitEnd(long deadline) throws InterruptedException {
        if (!over.await(Math.max(0, deadline - clock.getAsLong()), TimeUnit.NANOSECONDS)) {
            end(Outcome.ANSWERED, SWITCHING_PROTOCOLS, "");
        }
    }

    /** Ends it whatever state it is in. */
    void abandon() {
        end(Outcome.CLOSED, opened == Attempt.NEVER ? 0 : SWITCHING_PROTOCOLS, "the experiment ended");
    }
}
