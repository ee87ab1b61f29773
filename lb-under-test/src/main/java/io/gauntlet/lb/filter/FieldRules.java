package io.gauntlet.lb.filter;

import io.gauntlet.lb.config.FieldChanges;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** What is done to the header fields of a message, one rule after the other. Immutable; makes no objects but fields. */
public final class FieldRules {
    /** Leaves every message as it is. */
    public static final FieldRules NONE = new FieldRules(List.of());

    private final List<Rule> rules;

    private FieldRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Those of a configuration: what is removed goes first, what is added comes last. */
    public static FieldRules of(FieldChanges changes) {
        List<Rule> rules = new ArrayList<>();
        changes.remove().forEach(name -> rules.add(headers -> headers.remove(name)));
        changes.set().forEach(field -> rules.add(headers -> headers.set(field.name(), field.value())));
        changes.add().forEach(field -> rules.add(headers -> headers.add(field.name(), field.value())));
        return rules.isEmpty() ? NONE : new FieldRules(rules);
    }

    /** These, then the others. */
    public FieldRules then(FieldRules others) {
        if (rules.isEmpty() || others.rules.isEmpty()) {
            return rules.isEmpty() ? others : this;
        }
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(others.rules);
        return new FieldRules(all);
    }

    public void apply(HttpHeaders headers) {
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).apply(headers);
        }
    }

    /** One change. */
    private interface Rule {
        // What is returned are the same fields, for chains.
        @SuppressWarnings("UnusedReturnValue")
        HttpHeaders apply(HttpHeaders headers);
    }
}
