package io.gauntlet.lb.http;

import io.gauntlet.lb.filter.FieldRules;
import org.jspecify.annotations.Nullable;

/**
 * How a client has its answers. Immutable.
 *
 * @param accept what it said of that itself, or null; looked at only where the balancer itself has something to say
 * @param rules for the fields of answers
 */
record AnswerForm(@Nullable String accept, FieldRules rules) {
    private static final AnswerForm ANY = new AnswerForm(null, FieldRules.NONE);

    static AnswerForm of(@Nullable String accept, FieldRules rules) {
        return accept == null && rules == FieldRules.NONE ? ANY : new AnswerForm(accept, rules);
    }

    /** Whether it reads text rather than JSON. */
    boolean text() {
        return Preference.text(accept);
    }
}
