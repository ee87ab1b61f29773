package io.gauntlet.simulations.play;

import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * What the taps of one event loop leave for each other between two calls on the same thread: the attempt that is about
 * to be written, and Gatling's words for the last response.
 */
final class LoopNotes {
    private static final FastThreadLocal<LoopNotes> NOTES = new FastThreadLocal<>() {
        @Override
        protected LoopNotes initialValue() {
            return new LoopNotes();
        }
    };

    private @Nullable Attempt toWrite;
    private String message = "";
    private boolean onLoop;

    private LoopNotes() {}

    /** The notes of the current thread. */
    static LoopNotes here() {
        return NOTES.get();
    }

    /** The current thread is an event loop's. */
    void markLoop() {
        onLoop = true;
    }

    boolean onLoop() {
        return onLoop;
    }

    void toWrite(Attempt attempt) {
        toWrite = attempt;
    }

    @Nullable Attempt takeToWrite() {
        Attempt attempt = toWrite;
        toWrite = null;
        return attempt;
    }

    void message(String text) {
        message = text;
    }

    String takeMessage() {
        String text = message;
        message = "";
        return text;
    }
}
