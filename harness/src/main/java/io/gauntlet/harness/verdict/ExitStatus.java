package io.gauntlet.harness.verdict;

import java.util.Collection;

/** The exit status of {@code run} and {@code judge}. */
public final class ExitStatus {
    /** Every check passed or was skipped. */
    public static final int PASSED = 0;
    /** At least one check failed. */
    public static final int FAILED = 1;
    /** Wrong usage or configuration. */
    public static final int USAGE = 2;
    /** None failed, but at least one is inconclusive. */
    public static final int INCONCLUSIVE = 3;

    private ExitStatus() {}

    /** The status that says these verdicts; a run in which nothing at all was tried has told nothing. */
    public static int of(Collection<Verdict> verdicts) {
        if (has(verdicts, Status.FAIL)) {
            return FAILED;
        }
        boolean toldNothing = verdicts.isEmpty();
        return toldNothing || has(verdicts, Status.INCONCLUSIVE) ? INCONCLUSIVE : PASSED;
    }

    private static boolean has(Collection<Verdict> verdicts, Status status) {
        return verdicts.stream().anyMatch(verdict -> verdict.status() == status);
    }
}
