package io.gauntlet.lb.affinity;

import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Knows which backend a session belongs to: from what the client was told to bring along, from what was stored, or by
 * arithmetic. Thread-safe.
 *
 * <p>What is told or stored moves once when its backend may not be used any more, and stays where it is then.
 *
 * <pre>
 *   request --read--> bond --attempt fails--> instead
 *   answer  --cookieFor--> Set-Cookie
 *           --learn--> table
 * </pre>
 */
public interface Affinity {
    /** No session belongs anywhere. */
    Affinity NONE = new Affinity() {
        @Override
        public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
            return null;
        }

        @Override
        public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
            return null;
        }
    };

    /**
     * The session's backend, or null when there is none, it may not be used, or what the client brought is forged, expired
     * or garbage: then the request is balanced as a new one.
     */
    @Nullable Bond read(Visitor visitor, Snapshot snapshot);

    /**
     * The value of the {@code Set-Cookie} field of an answer, or null when the client need not be told anything.
     *
     * @param backend the one that answered
     * @param bond what was read from the request
     */
    @Nullable String cookieFor(Backend backend, @Nullable Bond bond);

    /** The same, fit for the connection of this client. */
    default @Nullable String cookieFor(Visitor visitor, Backend backend, @Nullable Bond bond) {
        return cookieFor(backend, bond);
    }

    /** Lays out what looking up will need, see {@link Algorithm#prepare}. */
    default void prepare(List<Backend> current, List<Backend> next) {}

    /** Takes note of who answered. */
    default void learn(Visitor visitor, Answered answer, Snapshot snapshot) {}

    /** Where a request had better go when a backend has just failed it; null for wherever the algorithm says. */
    default @Nullable Backend instead(Visitor visitor, Snapshot snapshot, Backend failed) {
        return null;
    }

    /** A backend is gone for good. */
    default void forget(Backend backend) {}

    /** What is stored here, if anything is. */
    default Optional<SessionTable> table() {
        return Optional.empty();
    }

    /** Whoever sends a request. */
    interface Visitor {
        /** The fields of the request. */
        HttpHeaders fields();

        /** The hash of the address of the connection's other end, whatever the fields claim. */
        long address();

        /** Whether the connection has TLS. */
        default boolean secured() {
            return false;
        }

        /** The request's {@code Cookie} field. */
        default @Nullable String cookies() {
            return fields().get(HttpHeaderNames.COOKIE);
        }
    }

    /**
     * A session's backend.
     *
     * @param stale whether the client had better be told again: much of the time is over, or the key is an old one
     */
    record Bond(Backend backend, boolean stale) {}

    /**
     * An answer.
     *
     * @param bond what was read from the request
     * @param fields of the answer
     */
    record Answered(Backend backend, @Nullable Bond bond, HttpHeaders fields) {}
}
