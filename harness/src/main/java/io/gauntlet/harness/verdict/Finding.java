package io.gauntlet.harness.verdict;

import java.util.Optional;

/**
 * What a judge found: a status, the measure behind it, and the reason in one sentence.
 *
 * @param measure empty where there is nothing to measure
 */
public record Finding(Status status, Optional<Measure> measure, String reason) {

    /** A requirement that held. */
    public static Finding pass(Measure measure, String reason) {
        return new Finding(Status.PASS, Optional.of(measure), reason);
    }

    /** A requirement that did not hold. */
    public static Finding fail(Measure measure, String reason) {
        return new Finding(Status.FAIL, Optional.of(measure), reason);
    }

    /** The harness could not tell. */
    public static Finding inconclusive(String reason) {
        return new Finding(Status.INCONCLUSIVE, Optional.empty(), reason);
    }

    /** Nothing was tried, since a capability is missing. */
    public static Finding skipped(String reason) {
        return new Finding(Status.SKIPPED, Optional.empty(), reason);
    }

    /** Passes while {@code value <= limit}. */
    public static Finding atMost(double value, double limit, String unit, String reason) {
        var measure = new Measure(value, limit, unit);
        return value <= limit ? pass(measure, reason) : fail(measure, reason);
    }

    /** Passes while {@code value >= limit}. */
    public static Finding atLeast(double value, double limit, String unit, String reason) {
        var measure = new Measure(value, limit, unit);
        return value >= limit ? pass(measure, reason) : fail(measure, reason);
    }

    /**
     * Merges findings of one check: FAIL over INCONCLUSIVE over PASS; among equals the first one speaks, so the
     * finding that the check is named for stands first.
     */
    public static Finding worst(Finding first, Finding... others) {
        var worst = first;
        for (var finding : others) {
            if (finding.status().compareTo(worst.status()) > 0) {
                worst = finding;
            }
        }
        return worst;
    }

    /** The same with something added to its reason. */
    public Finding noting(String remark) {
        return new Finding(status, measure, reason + "; " + remark);
    }
}
