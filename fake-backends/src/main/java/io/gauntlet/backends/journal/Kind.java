package io.gauntlet.backends.journal;

/** What a request is: of the workload, or a health probe. */
public enum Kind {
    REQUEST("request"),
    PROBE("probe");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** The word in the journal. */
    public String word() {
        return word;
    }
}
