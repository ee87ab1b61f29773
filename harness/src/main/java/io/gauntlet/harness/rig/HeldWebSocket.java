package io.gauntlet.harness.rig;

import io.gauntlet.harness.experiment.Tunnels;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.Body;
import io.gauntlet.harness.recording.Outcome;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket that is held open, and that proves by echoes that there is somebody at its other end. Thread-safe: its
 * state is guarded by this.
 */
final class HeldWebSocket {
    /** Whoever says nothing back for so long is not there any more. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final String id;
    private final LongSupplier clock;
    private final Consumer<Attempt> ledger;
    private final long asked;
    private @Nullable WebSocketWire wire;
    private String said = "";
    private int beats;
    private long beatAt = Attempt.NEVER;
    private long opened = Attempt.NEVER;
    private long bytes;
    private boolean damaged;
    private boolean leaving;
    private boolean ended;

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
    synchronized void shaken(WebSocketWire made) {
        wire = made;
        var reader = new Thread(() -> listen(made), "tunnel " + id);
        reader.setDaemon(true);
        reader.start();
        beat();
    }

    /** There was none. */
    void refused(IOException failure) {
        if (failure instanceof WebSocketWire.DeclinedException declined) {
            end(Outcome.WRONG_STATUS, declined.status(), "");
        } else {
            end(outcome(failure), 0, failure.toString());
        }
    }

    private static Outcome outcome(IOException failure) {
        if (failure instanceof SocketTimeoutException) {
            return Outcome.TIMED_OUT;
        }
        if (failure instanceof ConnectException) {
            return Outcome.REFUSED;
        }
        if (failure instanceof SSLException) {
            return Outcome.TLS_FAILED;
        }
        var message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("reset") || message.contains("broken pipe") ? Outcome.RESET : Outcome.CLOSED;
    }

    private void listen(WebSocketWire open) {
        try {
            while (true) {
                var message = open.read();
                switch (message.kind()) {
                    case TEXT -> echoed(message.text());
                    case PING -> pong(open, message.text());
                    case PONG -> {
                        // Nobody asked for it, and it does no harm (section 5.5.3).
                    }
                    case CLOSE -> {
                        over(Outcome.CLOSED, "the other end closed it");
                        return;
                    }
                }
            }
        } catch (IOException e) {
            over(outcome(e), e.toString());
        }
    }

    private synchronized void pong(WebSocketWire open, String text) throws IOException {
        open.send(WebSocketWire.Kind.PONG, text);
    }

    private synchronized void echoed(String text) {
        bytes += text.length();
        damaged |= beatAt == Attempt.NEVER || !text.equals(said);
        opened = opened == Attempt.NEVER ? clock.getAsLong() : opened;
        beatAt = Attempt.NEVER;
        notifyAll();
    }

    /** Says something new, if the last thing has come back; ends it when that has not come for too long. */
    synchronized void beat() {
        if (wire == null || ended || leaving) {
            return;
        }
        if (beatAt == Attempt.NEVER) {
            beatAt = clock.getAsLong();
            beats++;
            said = id + "#" + beats;
            send(wire, WebSocketWire.Kind.TEXT, said);
        } else if (clock.getAsLong() - beatAt > SILENCE.toNanos()) {
            end(Outcome.TIMED_OUT, WebSocketWire.SWITCHING_PROTOCOLS, "no echo within " + SILENCE.toSeconds() + " s");
        }
    }

    private void send(WebSocketWire open, WebSocketWire.Kind kind, String text) {
        try {
            open.send(kind, text);
        } catch (IOException e) {
            over(outcome(e), e.toString());
        }
    }

    /** Its connection is over; for one that takes its leave, that is as it should be. */
    private synchronized void over(Outcome outcome, String error) {
        end(leaving ? Outcome.ANSWERED : outcome, WebSocketWire.SWITCHING_PROTOCOLS, error);
    }

    private synchronized void end(Outcome outcome, int status, String error) {
        if (ended) {
            return;
        }
        ended = true;
        if (wire != null) {
            wire.close();
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
        while (!ended && beatAt != Attempt.NEVER) {
            long left = beatAt + SILENCE.toNanos() - clock.getAsLong();
            if (left < 0) {
                beat();
            } else {
                TimeUnit.NANOSECONDS.timedWait(this, left + 1_000_000L);
            }
        }
        return !ended;
    }

    /** Takes its leave, after which its end is no break. */
    synchronized void leave() {
        if (wire != null && !ended) {
            leaving = true;
            send(wire, WebSocketWire.Kind.CLOSE, "");
        }
    }

    /** Waits for the other's leave until then, and goes without it. */
    synchronized void awaitEnd(long deadline) throws InterruptedException {
        for (long left = deadline - clock.getAsLong(); !ended && left > 0; left = deadline - clock.getAsLong()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        over(Outcome.ANSWERED, "");
    }

    /** Ends it whatever state it is in. */
    synchronized void abandon() {
        end(Outcome.CLOSED, opened == Attempt.NEVER ? 0 : WebSocketWire.SWITCHING_PROTOCOLS, "the experiment ended");
    }
}
