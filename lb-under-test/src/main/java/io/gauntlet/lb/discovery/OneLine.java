package io.gauntlet.lb.discovery;

/** Makes what others wrote fit for a log line. */
final class OneLine {
    private static final int MAX_LENGTH = 300;

    private OneLine() {}

    /** Without control characters, and cut off where it goes on for too long. */
    static String of(String text) {
        String begin = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return begin.replaceAll("\\p{Cntrl}", "?");
    }
}
