package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The JSON of a {@link Behaviour}, read strictly and written in full. */
public final class BehaviourJson {

    private BehaviourJson() {}

    /** Absent keys take their defaults; anything else that is wrong is an {@link InvalidValueException}. */
    public static Behaviour read(byte[] json) {
        return read(JsonFields.parse(json));
    }

    static Behaviour read(JsonFields fields) {
        Reply requests = ReplyJson.read(fields, Reply.defaults());
        Probes probes = new Probes(probe(fields.object("live")), probe(fields.object("ready")));
        Serving serving = ServingJson.read(fields);
        long seed = fields.integer("seed", Behaviour.DEFAULT_SEED, Long.MIN_VALUE, Long.MAX_VALUE);
        List<Rule> rules = RulesJson.read(fields, requests);
        fields.nothingElse();
        return new Behaviour(requests, probes, serving, seed, rules);
    }

    private static ProbeAnswer probe(JsonFields fields) {
        ProbeAnswer absent = ProbeAnswer.defaults();
        ProbeAnswer probe = new ProbeAnswer(
                fields.count("status", absent.status(), 100, 599),
                fields.count("delayMillis", absent.delayMillis(), 0, Timing.MAX_MILLIS),
                fields.truth("hang", absent.hang()),
                fields.truth("database", absent.database()),
                fields.integer("next", absent.next(), 0, Long.MAX_VALUE));
        fields.nothingElse();
        return probe;
    }

    /** Every key, defaults too. */
    public static ObjectNode write(Behaviour behaviour) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ReplyJson.write(behaviour.requests(), json);
        json.set("live", write(behaviour.probes().live()));
        json.set("ready", write(behaviour.probes().ready()));
        ServingJson.write(behaviour.serving(), json);
        json.put("seed", behaviour.seed());
        RulesJson.write(behaviour.rules(), json.putArray("rules"));
        return json;
    }

    private static ObjectNode write(ProbeAnswer probe) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", probe.status());
        json.put("delayMillis", probe.delayMillis());
        json.put("hang", probe.hang());
        json.put("database", probe.database());
        json.put("next", probe.next());
        return json;
    }
}
