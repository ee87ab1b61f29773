package io.gauntlet.harness.experiment;

/** Speaks with the target byte for byte. */
public interface Dialogues {
    /** Says it, and records what is heard until the target is silent or gone. */
    void say(Utterance utterance);
}
