package io.gauntlet.lb.http;

/** What becomes of a request whose head has come. */
sealed interface Reception {
    /** What has come. */
    Arrival arrival();

    /** It gets no further than this answer. */
    record Refused(Arrival arrival, OwnAnswer answer) implements Reception {}

    /** It was a good one, and this is its answer. */
    record Answered(Arrival arrival, OwnAnswer answer) implements Reception {}

    /** It goes on to a backend; its fields are fit for that. */
    record Led(Arrival arrival, Destination destination) implements Reception {}
}
