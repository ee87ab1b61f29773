package io.gauntlet.faultproxy.toxic;

/**
 * What can be done to one stream of a connection: the attributes are the record's components, the behaviour is the stage it makes.
 *
 * <p>A new toxic is one record in one file, one entry in {@code permits} and one test. Its name on the wire, its attributes
 * and their JSON follow from the record ({@link ToxicType}), and its compact constructor refuses what makes no sense.
 * The original's toxics are permitted here, our own by {@link Extension}. Immutable, thus safe for use by many threads.
 */
public sealed interface Toxic
        permits Bandwidth, Extension, Latency, LimitData, Noop, ResetPeer, Slicer, SlowClose, Timeout {

    /** Puts the toxic to work on one stream of one connection; called on that connection's event loop. */
    Stage stage(StageContext context);

    /** What a connection gets instead that chance has spared, or while the toxic's schedule has it off. */
    default Stage spared(StageContext context) {
        return none().stage(context);
    }

    /** A toxic that does nothing. */
    static Toxic none() {
        return new Noop();
    }
}
