package io.gauntlet.harness.experiment;

/**
 * Something done on purpose while traffic flows.
 *
 * <p>The recording holds two events of it, when it was asked for and when it was in force; see {@code Recording.mark}.
 */
public interface Action {
    /** Whom it befalls: a backend's id, or {@code target}. */
    String subject();

    /** What is done, in a word. */
    String verb();

    /** Does it, and returns when it is in force. */
    void perform(Stage stage);
}
