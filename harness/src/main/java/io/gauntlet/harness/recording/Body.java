package io.gauntlet.harness.recording;

/** Whether a body is the one that was sent, by its checksum. */
public enum Body {
    INTACT,
    DAMAGED,
    UNKNOWN;

    static Body of(String word) {
        return switch (word) {
            case "true" -> INTACT;
            case "false" -> DAMAGED;
            default -> UNKNOWN;
        };
    }

    String word() {
        return switch (this) {
            case INTACT -> "true";
            case DAMAGED -> "false";
            case UNKNOWN -> "";
        };
    }
}
