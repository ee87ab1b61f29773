package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.recording.Request;
import io.gauntlet.harness.verdict.Finding;
import java.time.Duration;
import java.util.List;

/** Whether connections that stay come about, live as long as they should, and end when they must. */
public final class TunnelLives {
    private static final String UNIT = "WebSockets";

    private TunnelLives() {}

    /** Each that was asked for was there, and a backend knows of it. */
    public static Finding opened(OpenTunnels all) {
        var refused = all.refused();
        var strange = all.strange();
        return Finding.worst(
                Finding.atMost(
                        refused.size(),
                        0,
                        UNIT,
                        refused.size() + " of " + all.asked().size() + " WebSockets did not open"
                                + Failures.kinds(refused)),
                Finding.atMost(
                        strange.size(),
                        0,
                        UNIT,
                        strange.size() + " of " + all.asked().size() + " WebSockets are known to no backend"));
    }

    /** Each of these lived until the client had enough of it, and said back what it was told. */
    public static Finding intact(List<Request> tunnels) {
        var broken = tunnels.stream().filter(tunnel -> !tunnel.good()).toList();
        return Finding.atMost(
                broken.size(),
                0,
                UNIT,
                broken.size() + " of " + tunnels.size() + " WebSockets broke though their backend was well"
                        + Failures.kinds(broken));
    }

    /**
     * Each of these was ended by the target when its backend died: who holds one learns of it, and is not left to wait.
     *
     * @param death nanoseconds since the run's zero
     */
    public static Finding ended(List<Request> tunnels, String backend, long death, Duration within) {
        long untold = tunnels.stream()
                .filter(tunnel -> tunnel.ended() > death + within.toNanos()
                        || tunnel.last().outcome() == Outcome.TIMED_OUT
                        || tunnel.good())
                .count();
        return Finding.atMost(
                (double) untold,
                0,
                UNIT,
                untold + " of " + tunnels.size() + " WebSockets at " + backend + " were not ended within "
                        + within.toMillis() + " ms of its death");
    }
}
