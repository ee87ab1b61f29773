package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;

/** The flat JSON of a {@link Behaviour}, read strictly and written in full. */
public final class BehaviourJson {

    private static final String NONE = "none";
    private static final List<String> POINTS =
            List.of(NONE, Point.BEFORE_HEAD.word(), Point.AFTER_HEAD.word(), Point.MID_BODY.word());
    private static final List<String> CLOSINGS = List.of(CloseWith.FIN.word(), CloseWith.RST.word());

    private BehaviourJson() {}

    /** Absent keys take their defaults; anything else that is wrong is an {@link InvalidValueException}. */
    public static Behaviour read(byte[] json) {
        JsonFields fields = JsonFields.parse(json);
        Answer answer = answer(fields);
        ProbeAnswer live = probe(fields.object("live"));
        ProbeAnswer ready = probe(fields.object("ready"));
        Ending ending = ending(fields);
        Serving serving = ServingJson.read(fields);
        long seed = fields.integer("seed", Behaviour.DEFAULT_SEED, Long.MIN_VALUE, Long.MAX_VALUE);
        fields.nothingElse();
        return new Behaviour(new Reply(answer, ending), live, ready, serving, seed);
    }

    private static Answer answer(JsonFields fields) {
        Answer absent = Answer.defaults();
        return new Answer(
                (int) fields.integer("delayMillis", (long) absent.delayMillis(), 0, Answer.MAX_MILLIS),
                (int) fields.integer("status", (long) absent.status(), 100, 599),
                fields.integer("bodyBytes", absent.bodyBytes(), 0, Answer.MAX_BODY_BYTES),
                (int) fields.integer("chunks", (long) absent.chunks(), 0, Answer.MAX_BODY_BYTES),
                (int) fields.integer("chunkIntervalMillis", (long) absent.chunkIntervalMillis(), 0, Answer.MAX_MILLIS));
    }

    private static ProbeAnswer probe(JsonFields fields) {
        ProbeAnswer absent = ProbeAnswer.defaults();
        ProbeAnswer probe = new ProbeAnswer(
                (int) fields.integer("status", (long) absent.status(), 100, 599),
                (int) fields.integer("delayMillis", (long) absent.delayMillis(), 0, Answer.MAX_MILLIS),
                fields.truth("hang"));
        fields.nothingElse();
        return probe;
    }

    private static Ending ending(JsonFields fields) {
        String hang = fields.word("hang", POINTS);
        String close = fields.word("close", POINTS);
        String with = fields.word("closeWith", CLOSINGS);
        if (!hang.equals(NONE) && !close.equals(NONE)) {
            throw new InvalidValueException(
                    "close: \"%s\" (expected: none, because hang is \"%s\")".formatted(close, hang));
        }
        if (!hang.equals(NONE)) {
            return new Ending.Hang(point(hang));
        }
        return close.equals(NONE)
                ? new Ending.Complete()
                : new Ending.Close(point(close), with.equals(CloseWith.RST.word()) ? CloseWith.RST : CloseWith.FIN);
    }

    private static Point point(String word) {
        return Arrays.stream(Point.values())
                .filter(point -> point.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** Every key, defaults too. */
    public static ObjectNode write(Behaviour behaviour) {
        Answer answer = behaviour.requests().answer();
        Ending ending = behaviour.requests().ending();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("delayMillis", answer.delayMillis());
        json.put("status", answer.status());
        json.put("bodyBytes", answer.bodyBytes());
        json.put("chunks", answer.chunks());
        json.put("chunkIntervalMillis", answer.chunkIntervalMillis());
        json.set("live", write(behaviour.live()));
        json.set("ready", write(behaviour.ready()));
        json.put("hang", ending instanceof Ending.Hang hang ? hang.at().word() : NONE);
        json.put("close", ending instanceof Ending.Close close ? close.at().word() : NONE);
        json.put(
                "closeWith", ending instanceof Ending.Close close ? close.with().word() : CloseWith.FIN.word());
        ServingJson.write(behaviour.serving(), json);
        json.put("seed", behaviour.seed());
        return json;
    }

    private static ObjectNode write(ProbeAnswer probe) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", probe.status());
        json.put("delayMillis", probe.delayMillis());
        json.put("hang", probe.hang());
        return json;
    }
}
