package io.gauntlet.harness.verdict;

/** What is said of one requirement, from best to worst in the order in which findings merge. */
public enum Status {
    /** A capability that the check needs is missing: nothing was tried. */
    SKIPPED,
    /** The requirement held. */
    PASS,
    /** The harness could not load or see well enough to tell. */
    INCONCLUSIVE,
    /** The requirement did not hold. */
    FAIL
}
