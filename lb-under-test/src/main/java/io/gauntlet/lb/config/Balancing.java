package io.gauntlet.lb.config;

/**
 * How requests are shared among the backends of a pool.
 *
 * @param algorithm shares them
 * @param skew tells when they are shared unevenly
 */
public record Balancing(AlgorithmName algorithm, SkewConfig skew) {}
