package io.gauntlet.lb.config;

/**
 * Sends requests to a pool.
 *
 * @param pathPrefix whole path segments that the request's path must begin with; {@code /} matches all
 */
public record RouteConfig(String pathPrefix, String pool) {}
