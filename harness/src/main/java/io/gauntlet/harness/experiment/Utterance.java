package io.gauntlet.harness.experiment;

import java.util.Collections;
import java.util.List;

/**
 * What is said to the target byte for byte, on a connection of its own.
 *
 * @param name by which what was heard in answer is found again
 * @param parts each said when the answer to the one before is over; {@link #HOST}, {@link #PATH} and {@link #WITNESS} in them
 *     are replaced
 * @param answer how it is told that an answer is over
 */
public record Utterance(String name, List<String> parts, Answer answer) {
    /** Stands for the target's own {@code host:port}. */
    public static final String HOST = "{host}";

    /** Stands for a path that does no harm. */
    public static final String PATH = "{path}";

    /** Stands for a {@code host:port} where nobody but a witness listens, and where the target has no business. */
    public static final String WITNESS = "{witness}";

    /** How it is told that an answer is over. */
    public enum Answer {
        /** Nothing more comes for a while: also what should not be there is heard. */
        ENDS_IN_SILENCE,
        /** All that its head promises is there: for many questions after one another, of which no one waits. */
        ENDS_AS_IT_SAYS
    }

    public Utterance {
        parts = List.copyOf(parts);
    }

    /** The same request, so many times on one connection, one after the other. */
    public static Utterance repeating(String name, int times, String head) {
        return new Utterance(name, Collections.nCopies(times, text(head)), Answer.ENDS_AS_IT_SAYS);
    }

    /** A head, or several one after the other, each of lines that need no ends. */
    public static Utterance of(String name, String... heads) {
        return new Utterance(name, List.of(heads).stream().map(Utterance::text).toList(), Answer.ENDS_IN_SILENCE);
    }

    private static String text(String head) {
        return head.strip().replace("\n", "\r\n") + "\r\n\r\n";
    }
}
