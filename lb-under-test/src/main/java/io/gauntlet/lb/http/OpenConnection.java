package io.gauntlet.lb.http;

/** A connection of a client, as its worker keeps it. Confined to its event loop. */
interface OpenConnection {
    /** Ends what took too long by this time of {@link System#nanoTime}. */
    void sweep(long now);

    /** The balancer stops: there is nothing more to be sent here, if the protocol can say so. */
    void announceStop();

    void closeIfIdle();

    /** Breaks everything off. */
    void abort();
}
