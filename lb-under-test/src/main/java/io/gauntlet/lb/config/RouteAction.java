package io.gauntlet.lb.config;

import io.gauntlet.lb.target.PathChange;
import java.util.Optional;
import java.util.OptionalInt;

/** What becomes of a request. */
public sealed interface RouteAction {
    /** Whether something is made of the request's path. */
    default boolean changesPath() {
        return false;
    }

    /**
     * A backend answers it.
     *
     * @param rewrite makes the path that the backend gets
     * @param fields the rules for what the backend gets
     */
    record ToPool(String pool, PathChange rewrite, FieldChanges fields) implements RouteAction {
        static ToPool of(String pool) {
            return new ToPool(pool, PathChange.NONE, FieldChanges.NONE);
        }

        @Override
        public boolean changesPath() {
            return !rewrite.equals(PathChange.NONE);
        }
    }

    /**
     * The client is told to ask somewhere else. What is not there stays as it was asked for.
     *
     * @param path makes the path that the client is told
     * @param status of the answer, one of the 3xx
     */
    record Redirect(Optional<String> scheme, Optional<String> host, OptionalInt port, PathChange path, int status)
            implements RouteAction {
        @Override
        public boolean changesPath() {
            return !path.equals(PathChange.NONE);
        }
    }

    /**
     * The answer stands here.
     *
     * @param type of the body, as {@code Content-Type} has it
     */
    record Respond(int status, String body, String type) implements RouteAction {}
}
