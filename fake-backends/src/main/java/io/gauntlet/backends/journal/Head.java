package io.gauntlet.backends.journal;

/**
 * What is known of a request when its head is received. Immutable.
 *
 * @param id its {@code X-Request-Id}, or empty
 * @param attempt its {@code X-Gauntlet-Attempt}, or empty
 * @param path the request target as it was sent, the query included
 */
public record Head(String id, String attempt, Kind kind, String method, String path) {}
