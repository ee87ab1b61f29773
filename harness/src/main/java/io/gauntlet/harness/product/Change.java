package io.gauntlet.harness.product;

/**
 * One change of a pool while its balancer runs.
 *
 * @param member the backend that changes, as it is to be from now on; for a removal, as it was
 */
public record Change(Kind kind, Member member) {
    /** What changes. */
    public enum Kind {
        /** It gets no new requests; those in flight finish. */
        DRAINED,
        /** It takes part again. */
        UNDRAINED,
        /** It is new. */
        ADDED,
        /** It is gone; what is in flight finishes. */
        REMOVED,
        /** Its weight is another. */
        WEIGHED
    }

    /** For messages, such as {@code "drained b2"}. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(java.util.Locale.ROOT) + " " + member.id();
    }
}
