package io.gauntlet.lb.http;

/** What becomes of a request whose head has come. */
sealed interface Reception {
    /** It gets no further than this answer. */
    record Refused(OwnAnswer answer) implements Reception {}

    /** It goes on to a backend; its fields are fit for that. */
    record Led(Destination destination) implements Reception {}
}
