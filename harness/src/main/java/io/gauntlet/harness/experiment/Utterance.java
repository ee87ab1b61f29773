package io.gauntlet.harness.experiment;

import java.util.Collections;
import java.util.List;

/**
 * What is said to the target byte for byte, on a connection of its own, or on one of each of many clients.
 *
 * @param name by which what was heard in answer is found again
 * @param parts each said when the answer to the one before is over; {@link #HOST} and the others
 *     in them are replaced
 * @param answer how it is told that an answer is over
 * @param clients who say it one after the other, each from an address of its own; 0 for one with no address to speak of
 */
public record Utterance(String name, List<String> parts, Answer answer, int clients) {
    /** Stands for the target's own {@code host:port}. */
    public static final String HOST = "{host}";

    /** Stands for a path that does no harm. */
    public static final String PATH = "{path}";

    /** Stands for a {@code host:port} where nobody but a witness listens, and where the target has no business. */
    public static final String WITNESS = "{witness}";

    /** Stands for the number of the client, from 0. */
    public static final String SPEAKER = "{client}";

    /** Stands for the first cookie of each name that an answer has set so far, as the value of a {@code Cookie} field. */
    public static final String COOKIES = "{cookies}";

    /** More than anybody needs, and than there are addresses for. */
    private static final int MOST_CLIENTS = 10_000;

    /** How it is told that an answer is over. */
    public enum Answer {
        /** Nothing more comes for a while: also what should not be there is heard. */
        ENDS_IN_SILENCE,
        /** All that its head promises is there: for many questions after one another, of which no one waits. */
        ENDS_AS_IT_SAYS
    }

    public Utterance {
        parts = List.copyOf(parts);
        if (clients < 0 || clients > MOST_CLIENTS) {
            throw new IllegalArgumentException("clients: " + clients + " (expected: 0 to " + MOST_CLIENTS + ")");
        }
    }

    /** The same request, so many times on one connection, one after the other. */
    public static Utterance repeating(String name, int times, String head) {
        return new Utterance(name, Collections.nCopies(times, text(head)), Answer.ENDS_AS_IT_SAYS, 0);
    }

    /** The same, said by so many clients, each on a connection from an address of its own. */
    public Utterance by(int many) {
        return new Utterance(name, parts, answer, many);
    }

    /** A head, or several one after the other, each of lines that need no ends. */
    public static Utterance of(String name, String... heads) {
        return new Utterance(name, List.of(heads).stream().map(Utterance::text).toList(), Answer.ENDS_IN_SILENCE, 0);
    }

    private static String text(String head) {
        return head.strip().replace("\n", "\r\n") + "\r\n\r\n";
    }
}
