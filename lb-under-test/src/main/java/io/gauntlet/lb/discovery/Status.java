package io.gauntlet.lb.discovery;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How a discovery fares. Immutable.
 *
 * @param source what is asked, for people to read
 * @param failures attempts that brought no backends
 */
public record Status(
        String source, Condition condition, Optional<Success> lastSuccess, Optional<Failure> lastError, long failures) {

    /** An answer that was made use of. */
    public record Success(Instant at, int backends, int leftOut) {}

    /**
     * An attempt that brought nothing.
     *
     * @param reason on one line
     */
    public record Failure(Instant at, String reason) {}

    /** What the last attempt came to. */
    public enum Condition {
        /** There was none yet. */
        STARTING,
        /** All that the registry said is in use. */
        GOOD,
        /** Some entries of the answer cannot be used. */
        PARTIAL,
        /** An answer with nothing in it that can be used. */
        EMPTY,
        /** No answer. */
        FAILING;

        /** The name in the words of the admin API, such as {@code partial}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Status of(String source) {
        return new Status(source, Condition.STARTING, Optional.empty(), Optional.empty(), 0);
    }

    Status succeeded(Condition how, Success success) {
        return new Status(source, how, Optional.of(success), lastError, failures);
    }

    Status failed(Condition how, Failure failure) {
        return new Status(source, how, lastSuccess, Optional.of(failure), failures + 1);
    }
}
