package io.gauntlet.lb.affinity;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import org.jspecify.annotations.Nullable;

/** Remembers, in the client's own hands, which backend a session belongs to. Thread-safe. */
public interface Affinity {
    /** No session belongs anywhere. */
    Affinity NONE = new Affinity() {
        @Override
        public @Nullable Bond read(@Nullable String cookies, Snapshot snapshot) {
            return null;
        }

        @Override
        public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
            return null;
        }
    };

    /**
     * The session's backend by the request's {@code Cookie} field, or null when there is none, it is not eligible, or
     * the cookie is forged, expired or garbage: then the request is balanced as a new one.
     */
    @Nullable Bond read(@Nullable String cookies, Snapshot snapshot);

    /**
     * The value of the {@code Set-Cookie} field of an answer, or null when the client need not be told anything.
     *
     * @param backend the one that answered
     * @param bond what was read from the request
     */
    @Nullable String cookieFor(Backend backend, @Nullable Bond bond);

    /**
     * A session's backend.
     *
     * @param stale whether so much of its time is over that it is better renewed
     */
    record Bond(Backend backend, boolean stale) {}
}
