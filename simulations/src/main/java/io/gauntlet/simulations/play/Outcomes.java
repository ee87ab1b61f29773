package io.gauntlet.simulations.play;

import io.gauntlet.simulations.ledger.Outcome;
import io.gauntlet.simulations.plan.Target;
import java.util.List;

/** Tells the outcome of an ended attempt from what its connection saw and, where there was none, from Gatling's words. */
final class Outcomes {
    /** The operating system's words, and ours, for having no file descriptor left. */
    static final String TOO_MANY_FILES = "Too many open files";

    private static final List<String> TIMED_OUT = List.of("Request timeout", "ConnectTimeoutException");
    private static final List<String> OWN_FAULT =
            List.of(TOO_MANY_FILES, "Cannot assign requested address", "No buffer space", "Cannot allocate memory");
    private static final List<String> REFUSED =
            List.of("Connection refused", "No route to host", "Network is unreachable", "Host is unreachable");

    private Outcomes() {}

    static Outcome of(Attempt attempt, String message, Target target) {
        if (attempt.complete()) {
            return target.answers().expect().accepts(attempt.status()) ? Outcome.ANSWERED : Outcome.WRONG_STATUS;
        }
        if (any(TIMED_OUT, message)) {
            return Outcome.TIMED_OUT;
        }
        return attempt.written() ? brokenOff(attempt) : notConnected(message, target.secure());
    }

    private static Outcome brokenOff(Attempt attempt) {
        if (attempt.firstByte() != 0) {
            return Outcome.TRUNCATED;
        }
        return switch (attempt.breakage()) {
            case RST -> Outcome.RESET;
            case TLS -> Outcome.TLS_FAILED;
            case FIN, NONE -> Outcome.CLOSED;
        };
    }

    private static Outcome notConnected(String message, boolean secure) {
        if (ownFault(message)) {
            return Outcome.NOT_SENT;
        }
        if (any(REFUSED, message)) {
            return Outcome.REFUSED;
        }
        if (secure && !message.contains("UnknownHost")) {
            return Outcome.TLS_FAILED;
        }
        return message.contains("reset") ? Outcome.RESET : Outcome.NOT_SENT;
    }

    /** Whether the injector's machine ran out of sockets, ports or memory. */
    static boolean ownFault(String message) {
        return any(OWN_FAULT, message);
    }

    /** Whether these words can only come from an attempt that got no connection, or no answer in time. */
    static boolean neverWritten(String message) {
        return any(TIMED_OUT, message) || any(REFUSED, message) || ownFault(message);
    }

    private static boolean any(List<String> words, String message) {
        return words.stream().anyMatch(message::contains);
    }
}
