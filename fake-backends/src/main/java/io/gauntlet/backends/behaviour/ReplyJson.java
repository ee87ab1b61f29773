package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The flat JSON of a {@link Reply}. */
final class ReplyJson {

    private static final String NONE = "none";
    private static final List<String> POINTS =
            List.of(NONE, Point.BEFORE_HEAD.word(), Point.AFTER_HEAD.word(), Point.MID_BODY.word());
    private static final List<String> CLOSINGS = List.of(CloseWith.FIN.word(), CloseWith.RST.word());
    private static final int MAX_INTERIM = 20;

    private ReplyJson() {}

    /** Keys that are absent are as in the other reply. */
    static Reply read(JsonFields fields, Reply absent) {
        Answer answer = absent.answer();
        Timing timing = timing(fields, answer.timing());
        Answer read = new Answer(timing, head(fields, answer.head()), body(fields, answer.body()));
        if (timing.early() && read.body().echo()) {
            throw new InvalidValueException("echo: true (expected: false, because early is true)");
        }
        return new Reply(read, ending(fields, absent.ending()));
    }

    private static Timing timing(JsonFields fields, Timing absent) {
        return new Timing(
                fields.count("delayMillis", absent.delayMillis(), 0, Timing.MAX_MILLIS),
                fields.has("delay") ? DelayJson.read(fields.object("delay")) : absent.delay(),
                fields.count("perByteMicros", absent.perByteMicros(), 0, Timing.MAX_PER_BYTE_MICROS),
                fields.count("chunkIntervalMillis", absent.chunkIntervalMillis(), 0, Timing.MAX_MILLIS),
                fields.truth("early", absent.early()));
    }

    private static Head head(JsonFields fields, Head absent) {
        return new Head(
                fields.count("status", absent.status(), 100, 599),
                interim(fields, absent.interim()),
                fields.count("headBytes", absent.padding(), 0, Head.MAX_PADDING));
    }

    private static List<Integer> interim(JsonFields fields, List<Integer> absent) {
        if (!fields.has("interim")) {
            return absent;
        }
        List<Integer> statuses = new ArrayList<>();
        for (Long status : fields.integers("interim", MAX_INTERIM, 100, 199)) {
            if (status == 101) {
                throw new InvalidValueException("interim: 101 (expected: no switch of protocols)");
            }
            statuses.add(status.intValue());
        }
        return statuses;
    }

    private static Body body(JsonFields fields, Body absent) {
        return new Body(
                fields.integer("bodyBytes", absent.bytes(), 0, Body.MAX_BYTES),
                (int) fields.integer("chunks", (long) absent.chunks(), 0, Body.MAX_BYTES),
                fields.truth("echo", absent.echo()),
                fields.has("trailers") ? fields.texts("trailers") : absent.trailers());
    }

    private static Ending ending(JsonFields fields, Ending absent) {
        String hang = fields.word("hang", POINTS);
        String close = fields.word("close", POINTS);
        String with = fields.word("closeWith", CLOSINGS);
        int garbage = fields.count("garbage", 0, 0, Ending.Garbage.MAX_BYTES);
        if (!hang.equals(NONE) && !close.equals(NONE)) {
            throw new InvalidValueException(
                    "close: \"%s\" (expected: none, because hang is \"%s\")".formatted(close, hang));
        }
        if (garbage > 0 && !(hang.equals(NONE) && close.equals(NONE))) {
            throw new InvalidValueException("garbage: %d (expected: 0, because of hang or close)".formatted(garbage));
        }
        if (garbage > 0) {
            return new Ending.Garbage(garbage);
        }
        if (!hang.equals(NONE)) {
            return new Ending.Hang(point(hang));
        }
        if (!close.equals(NONE)) {
            return new Ending.Close(point(close), with.equals(CloseWith.RST.word()) ? CloseWith.RST : CloseWith.FIN);
        }
        boolean said = fields.has("hang") || fields.has("close") || fields.has("garbage");
        return said ? new Ending.Complete() : absent;
    }

    private static Point point(String word) {
        return Arrays.stream(Point.values())
                .filter(point -> point.word().equals(word))
                .findFirst()
                .orElseThrow();
    }

    /** Every key, defaults too. */
    static void write(Reply reply, ObjectNode json) {
        Timing timing = reply.answer().timing();
        Head head = reply.answer().head();
        Body body = reply.answer().body();
        json.put("delayMillis", timing.delayMillis());
        json.put("status", head.status());
        json.put("bodyBytes", body.bytes());
        json.put("chunks", body.chunks());
        json.put("chunkIntervalMillis", timing.chunkIntervalMillis());
        DelayJson.write(timing.delay(), json.putObject("delay"));
        json.put("perByteMicros", timing.perByteMicros());
        json.put("early", timing.early());
        ArrayNode interim = json.putArray("interim");
        head.interim().forEach(interim::add);
        json.put("headBytes", head.padding());
        json.put("echo", body.echo());
        ObjectNode trailers = json.putObject("trailers");
        body.trailers().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(trailer -> trailers.put(trailer.getKey(), trailer.getValue()));
        write(reply.ending(), json);
    }

    private static void write(Ending ending, ObjectNode json) {
        json.put("hang", ending instanceof Ending.Hang hang ? hang.at().word() : NONE);
        json.put("close", ending instanceof Ending.Close close ? close.at().word() : NONE);
        json.put(
                "closeWith", ending instanceof Ending.Close close ? close.with().word() : CloseWith.FIN.word());
        json.put("garbage", ending instanceof Ending.Garbage garbage ? garbage.bytes() : 0);
    }
}
