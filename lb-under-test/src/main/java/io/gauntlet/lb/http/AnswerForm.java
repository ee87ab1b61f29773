package io.gauntlet.lb.http;

import io.gauntlet.lb.filter.FieldRules;

/**
 * How a client has its answers. Immutable.
 *
 * @param text whether it reads text rather than JSON, where the balancer itself has something to say
 * @param rules for the fields of answers
 */
record AnswerForm(boolean text, FieldRules rules) {
    private static final AnswerForm TEXT = new AnswerForm(true, FieldRules.NONE);
    private static final AnswerForm JSON = new AnswerForm(false, FieldRules.NONE);

    static AnswerForm of(boolean text, FieldRules rules) {
        if (rules == FieldRules.NONE) {
            return text ? TEXT : JSON;
        }
        return new AnswerForm(text, rules);
    }
}
