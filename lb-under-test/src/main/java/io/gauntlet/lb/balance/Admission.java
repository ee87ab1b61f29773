package io.gauntlet.lb.balance;

import io.gauntlet.lb.pool.Backend;

/** Gives the requests of one pool their places at its backends, by the terms of one configuration. Thread-safe. */
public interface Admission {
    /** Looks for a place and tells the seeker; to be called on the seeker's thread. */
    void seek(Seeker seeker);

    /** The seeker does not want a place any more; it may still be told of one that was given to it meanwhile. */
    void leave(Seeker seeker);

    /** A request that was given a place has a connection, which until then it had not. */
    void connected(Backend backend);

    /** Gives a place back. */
    void release(Backend backend);

    /** Gives back a place whose request never had a connection. */
    default void releaseUnconnected(Backend backend) {
        connected(backend);
        release(backend);
    }

    /** Whether a wish needs a key. */
    boolean keyed();

    /** Tells how long a backend took to answer, see {@link Algorithm#answered}. */
    void answered(Backend backend, long nanos);

    /** Seekers that wait for a place now. */
    int waiting();

    /** Whether nobody waits, nor has yet to hear of a place that was just given to him. */
    boolean settled();

    /** Seekers that ever had to wait. */
    long queued();

    /** Seekers that were turned away because all was full. */
    long shed();
}
