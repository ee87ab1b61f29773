package io.gauntlet.backends.journal;

/**
 * Where a request came from. Immutable.
 *
 * @param connection the unique id of the accepted connection
 * @param client the remote {@code host:port}
 */
public record Peer(String connection, String client) {}
