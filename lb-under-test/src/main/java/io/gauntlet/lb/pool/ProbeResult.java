package io.gauntlet.lb.pool;

/**
 * What one probe found.
 *
 * @param detail what went wrong, or that nothing did, for people to read
 * @param liveness what it tells of the backend's life
 * @param excused whether it is a failure that does not count, should the backend be starting
 */
public record ProbeResult(boolean good, String detail, Liveness liveness, boolean excused) {
    /** A probe that was answered as expected. */
    public static final ProbeResult GOOD = new ProbeResult(true, "answered as expected", Liveness.ALIVE, false);

    /** What a probe found that tells nothing of the backend's life. */
    public ProbeResult(boolean good, String detail) {
        this(good, detail, Liveness.UNKNOWN, false);
    }

    /** A probe that failed in a way that tells nothing of the backend's life. */
    public static ProbeResult bad(String detail) {
        return new ProbeResult(false, detail);
    }

    /** A probe that was answered, though not as expected. */
    public static ProbeResult unready(String detail) {
        return bad(detail).with(Liveness.ALIVE);
    }

    /** A probe that met nobody. */
    public static ProbeResult dead(String detail) {
        return bad(detail).with(Liveness.DEAD);
    }

    /** The same with what was found out of the backend's life otherwise. */
    public ProbeResult with(Liveness other) {
        return new ProbeResult(good, detail, other, excused);
    }

    /** The same within the grace of a start. */
    public ProbeResult inGrace() {
        return new ProbeResult(good, detail, liveness, !good);
    }

    /** What it tells, for people to read. */
    public String cause() {
        if (good) {
            return detail;
        }
        return switch (liveness) {
            case ALIVE -> "alive, not ready: " + detail;
            case DEAD -> "not alive: " + detail;
            case UNKNOWN -> detail;
        };
    }
}
