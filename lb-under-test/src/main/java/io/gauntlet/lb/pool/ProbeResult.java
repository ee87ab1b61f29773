package io.gauntlet.lb.pool;

/**
 * What one probe found.
 *
 * @param detail what went wrong, or that nothing did, for people to read
 */
public record ProbeResult(boolean good, String detail) {
    /** A probe that was answered as expected. */
    public static final ProbeResult GOOD = new ProbeResult(true, "answered as expected");

    /** A probe that failed. */
    public static ProbeResult bad(String detail) {
        return new ProbeResult(false, detail);
    }
}
