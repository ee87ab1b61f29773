package io.gauntlet.lb.config;

/**
 * What carries the traffic.
 *
 * @param threads event loops; 0 for one for each processor
 */
public record TrafficConfig(TransportName transport, int threads) {}
