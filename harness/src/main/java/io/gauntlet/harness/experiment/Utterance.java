package io.gauntlet.harness.experiment;

import java.util.List;

/**
 * What is said to the target byte for byte, on a connection of its own.
 *
 * @param name by which what was heard in answer is found again
 * @param parts each said when the answer to the one before is over; {@link #HOST}, {@link #PATH} and {@link #WITNESS} in them
 *     are replaced
 */
public record Utterance(String name, List<String> parts) {
    /** Stands for the target's own {@code host:port}. */
    public static final String HOST = "{host}";

    /** Stands for a path that does no harm. */
    public static final String PATH = "{path}";

    /** Stands for a {@code host:port} where nobody but a witness listens, and where the target has no business. */
    public static final String WITNESS = "{witness}";

    public Utterance {
        parts = List.copyOf(parts);
    }

    /** A head, or several one after the other, each of lines that need no ends. */
    public static Utterance of(String name, String... heads) {
        return new Utterance(
                name,
                List.of(heads).stream()
                        .map(head -> head.strip().replace("\n", "\r\n") + "\r\n\r\n")
                        .toList());
    }
}
