package io.gauntlet.harness.suite;

import io.gauntlet.harness.verdict.Status;
import io.gauntlet.harness.verdict.Verdict;
import org.assertj.core.api.AbstractAssert;

/** Assertions about verdicts, with the reason in the message. */
public final class VerdictAssert extends AbstractAssert<VerdictAssert, Verdict> {
    private VerdictAssert(Verdict actual) {
        super(actual, VerdictAssert.class);
    }

    /** Starts one. */
    public static VerdictAssert assertThat(Verdict actual) {
        return new VerdictAssert(actual);
    }

    /** The requirement held. */
    public VerdictAssert passed() {
        return is(Status.PASS);
    }

    /** The requirement did not hold. */
    public VerdictAssert failed() {
        return is(Status.FAIL);
    }

    private VerdictAssert is(Status expected) {
        isNotNull();
        if (actual.status() != expected) {
            failWithMessage(
                    "%s (%s): expected %s but was %s: %s",
                    actual.check(), actual.requirement(), expected, actual.status(), actual.reason());
        }
        return this;
    }
}
