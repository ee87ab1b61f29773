package io.gauntlet.harness.scoreboard;

import io.gauntlet.harness.verdict.Status;

/**
 * What was said of one balancer about one check.
 *
 * @param measured with its unit; empty where nothing was measured
 * @param limit with its unit; empty where nothing was measured
 */
public record Cell(Status status, String measured, String limit, String reason) {}
