package io.gauntlet.harness.verdict;

/**
 * A measured value beside its limit.
 *
 * @param value what was measured, in {@code unit}
 * @param limit what it was held against, in {@code unit}
 * @param unit for print, such as {@code ms} or {@code requests}
 */
public record Measure(double value, double limit, String unit) {}
