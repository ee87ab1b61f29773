package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.CloseWith;

/**
 * What brings a request in and its answer out: a connection of HTTP/1.1, or a stream of HTTP/2. Owned by the connection's
 * IO thread.
 */
interface Carrier {

    /** Looks out for the client's end until the request ends. */
    void watch(Runnable whenGone);

    /** Whether the client has closed or reset it, as far as anybody noticed. */
    boolean clientGone();

    /** Breaks off what was begun. */
    void close(CloseWith with);

    /** Lets go of what the client has left. */
    void abandon();

    /** The answer is out. */
    void done();

    /** Whether an answer of 1xx can be sent ahead of the final one. */
    boolean takesInterim();

    /** Whether the head and any bytes of the body that were written are known to have left. */
    boolean tellsWhenWritten();
}
