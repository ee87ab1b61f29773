package io.gauntlet.backends.behaviour;

import java.util.List;

/**
 * The head of an answer, and what comes before it. Immutable.
 *
 * @param status 100 to 599; a final answer below 200 is no valid HTTP, which may be what is wanted
 * @param interim answers of 1xx that are sent before the delay (RFC 9110, section 15.2)
 * @param padding so many bytes of needless header fields
 */
public record Head(int status, List<Integer> interim, int padding) {

    static final int MAX_PADDING = 1 << 20;

    public Head {
        interim = List.copyOf(interim);
    }

    static Head of(int status) {
        return new Head(status, List.of(), 0);
    }

    /** Whether an answer of this status has a body at all (RFC 9110, section 6.4.1). */
    public boolean allowsBody() {
        return status >= 200 && status != 204 && status != 304;
    }
}
