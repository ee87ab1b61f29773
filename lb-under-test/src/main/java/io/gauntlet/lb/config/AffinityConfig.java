package io.gauntlet.lb.config;

import java.time.Duration;

/** How a pool keeps the requests of one session together. */
public sealed interface AffinityConfig permits CookieConfig, AffinityConfig.ClientAddress, AffinityConfig.Table {

    /** Whether sessions belong to a backend whatever else changes, so that a backend which drains could keep its own. */
    boolean stored();

    /** By the client's address, on a hash ring. Nothing is stored anywhere. */
    record ClientAddress() implements AffinityConfig {
        @Override
        public boolean stored() {
            return false;
        }
    }

    /**
     * By what the application itself knows a session by, in a table of this process.
     *
     * @param session what of a request names its session
     * @param ttl how long a session is kept after it was used last
     * @param maxEntries how many are kept at most
     */
    record Table(SessionName session, Duration ttl, int maxEntries) implements AffinityConfig {
        @Override
        public boolean stored() {
            return true;
        }
    }

    /** What of a request names its session. */
    record SessionName(Source source, String name) {}

    /** Where a session's name stands. */
    enum Source {
        /** In a field of the request. */
        HEADER,
        /** In a cookie that the application sets. */
        APP_COOKIE
    }
}
