package io.gauntlet.backends.server;

/**
 * How a body is cut. Immutable.
 *
 * @param count 0 for one of a length that is told
 * @param intervalMicros the pause between two pieces
 */
record Pieces(int count, long intervalMicros) {

    boolean chunked() {
        return count > 0;
    }
}
