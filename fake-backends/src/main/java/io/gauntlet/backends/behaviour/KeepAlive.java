package io.gauntlet.backends.behaviour;

/**
 * How long a backend lets its HTTP/1.1 connections be used. Immutable.
 *
 * @param maxRequests the so manieth answer on a connection is its last one; 0 for no limit
 * @param idleCloseMinMillis the shortest idle time after which a connection is closed
 * @param idleCloseMaxMillis the longest one; 0 for never
 * @param staleProbability how likely a request on a used connection finds it closed, unread, as if the close and the
 *     request had crossed each other on the wire (RFC 9112, section 9.3.1)
 */
public record KeepAlive(int maxRequests, int idleCloseMinMillis, int idleCloseMaxMillis, double staleProbability) {

    static final int MAX_REQUESTS = 1_000_000_000;

    public KeepAlive {
        InvalidValueException.check("keepAlive.maxRequests", maxRequests, 0, MAX_REQUESTS);
        InvalidValueException.check("keepAlive.idleCloseMillis.max", idleCloseMaxMillis, 0, Timing.MAX_MILLIS);
        InvalidValueException.check("keepAlive.idleCloseMillis.min", idleCloseMinMillis, 0, idleCloseMaxMillis);
        InvalidValueException.check("keepAlive.staleProbability", staleProbability, 0, 1);
    }

    static KeepAlive defaults() {
        return new KeepAlive(0, 0, 0, 0);
    }
}
