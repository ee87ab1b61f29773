package io.gauntlet.harness.recording;

import java.util.Locale;

/**
 * A request that reached a backend: a row of {@code arrivals.csv}. Times are nanoseconds since the run's zero.
 *
 * @param key unique over all backends and their restarts
 * @param id the client's, or empty
 * @param answered {@link Attempt#NEVER} where no byte of an answer was written
 * @param ended {@link Attempt#NEVER} where the backend died before the end
 * @param inFlight requests in flight at this backend on receipt, this one included
 */
public record Arrival(
        String key,
        String id,
        int attempt,
        String backend,
        String connection,
        Kind kind,
        long received,
        long answered,
        long ended,
        String method,
        String path,
        int status,
        End end,
        String client,
        int inFlight,
        long bytes,
        Body body) {

    /** What sort of request it was. */
    public enum Kind {
        REQUEST,
        PROBE
    }

    /** How it ended for the backend. */
    public enum End {
        ANSWERED,
        /** The peer closed or reset before the answer was complete. */
        CLIENT_GONE,
        /** A behaviour of the backend did it. */
        CUT_BY_US,
        /** The backend closed the connection as the request came, and never read it. */
        UNREAD,
        FAILED,
        /** The journal stops before its end: the backend died, or the recording did. */
        OPEN;

        /** The word that stands in the files. */
        public String word() {
            return this == OPEN ? "" : name().toLowerCase(Locale.ROOT);
        }

        static End of(String word) {
            return word.isEmpty() ? OPEN : valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    /** A client's request, not a health probe. */
    public boolean request() {
        return kind == Kind.REQUEST;
    }

    /** Was being worked on at {@code time}. */
    public boolean openAt(long time) {
        return received <= time && (ended == Attempt.NEVER || ended > time);
    }
}
