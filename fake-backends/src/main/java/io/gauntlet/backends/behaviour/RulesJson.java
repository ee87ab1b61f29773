package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON of a list of {@link Rule}s; what a rule does not say is as in the behaviour that it stands in. */
final class RulesJson {

    private static final long MAX_NEXT = 1_000_000_000_000L;

    private RulesJson() {}

    static List<Rule> read(JsonFields fields, Reply requests) {
        return fields.objects("rules", Rule.MAX_RULES).stream()
                .map(rule -> rule(rule, requests))
                .toList();
    }

    private static Rule rule(JsonFields fields, Reply requests) {
        Rule.Match match = new Rule.Match(text(fields, "path"), text(fields, "method"));
        double probability = fields.number("probability", 1.0, 0, 1);
        long next = fields.integer("next", 0L, 0, MAX_NEXT);
        JsonFields then = fields.object("then");
        Reply reply = ReplyJson.read(then, requests);
        then.nothingElse();
        fields.nothingElse();
        return new Rule(match, probability, next, reply);
    }

    private static String text(JsonFields fields, String key) {
        String expectation = "a text of at most %d characters".formatted(Rule.Match.MAX_LENGTH);
        String text = fields.has(key) ? fields.text(key, expectation) : "";
        if (text.length() > Rule.Match.MAX_LENGTH) {
            throw new InvalidValueException("rules: %s (expected: %s)".formatted(key, expectation));
        }
        return text;
    }

    static void write(List<Rule> rules, ArrayNode json) {
        for (Rule rule : rules) {
            ObjectNode one = json.addObject();
            one.put("path", rule.match().path());
            one.put("method", rule.match().method());
            one.put("probability", rule.probability());
            one.put("next", rule.next());
            ReplyJson.write(rule.then(), one.putObject("then"));
        }
    }
}
