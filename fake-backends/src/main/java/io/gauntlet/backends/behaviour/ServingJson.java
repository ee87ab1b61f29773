package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON of a {@link Serving}: keys beside those of the answer. */
final class ServingJson {

    private ServingJson() {}

    static Serving read(JsonFields fields) {
        Serving absent = Serving.defaults();
        return new Serving(
                keepAlive(fields.object("keepAlive")),
                capacity(fields.object("capacity")),
                fields.count("acceptDelayMillis", absent.acceptDelayMillis(), 0, Timing.MAX_MILLIS),
                warmUp(fields.object("warmUp")),
                fields.integer("crashAfter", absent.crashAfter(), 0, Serving.MAX_CRASH_AFTER));
    }

    private static WarmUp warmUp(JsonFields fields) {
        WarmUp absent = WarmUp.defaults();
        WarmUp warmUp = new WarmUp(
                fields.number("seconds", absent.seconds(), 0, WarmUp.MAX_SECONDS),
                fields.number("factor", absent.factor(), 1, WarmUp.MAX_FACTOR));
        fields.nothingElse();
        return warmUp;
    }

    private static KeepAlive keepAlive(JsonFields fields) {
        KeepAlive absent = KeepAlive.defaults();
        JsonFields idle = fields.object("idleCloseMillis");
        long max = idle.integer("max", (long) absent.idleCloseMaxMillis(), 0, Timing.MAX_MILLIS);
        long min = idle.integer("min", (long) absent.idleCloseMinMillis(), 0, max);
        idle.nothingElse();
        KeepAlive keepAlive = new KeepAlive(
                fields.count("maxRequests", absent.maxRequests(), 0, KeepAlive.MAX_REQUESTS),
                (int) min,
                (int) max,
                fields.number("staleProbability", absent.staleProbability(), 0, 1));
        fields.nothingElse();
        return keepAlive;
    }

    private static Capacity capacity(JsonFields fields) {
        Capacity absent = Capacity.defaults();
        Capacity capacity = new Capacity(
                fields.count("concurrent", absent.concurrent(), 0, Capacity.MAX_REQUESTS),
                fields.count("queue", absent.queue(), 0, Capacity.MAX_REQUESTS),
                fields.count("status", absent.status(), 200, 599));
        fields.nothingElse();
        return capacity;
    }

    static void write(Serving serving, ObjectNode json) {
        KeepAlive keepAlive = serving.keepAlive();
        ObjectNode connections = json.putObject("keepAlive");
        connections.put("maxRequests", keepAlive.maxRequests());
        connections
                .putObject("idleCloseMillis")
                .put("min", keepAlive.idleCloseMinMillis())
                .put("max", keepAlive.idleCloseMaxMillis());
        connections.put("staleProbability", keepAlive.staleProbability());
        Capacity capacity = serving.capacity();
        json.putObject("capacity")
                .put("concurrent", capacity.concurrent())
                .put("queue", capacity.queue())
                .put("status", capacity.status());
        json.put("acceptDelayMillis", serving.acceptDelayMillis());
        json.putObject("warmUp")
                .put("seconds", serving.warmUp().seconds())
                .put("factor", serving.warmUp().factor());
        json.put("crashAfter", serving.crashAfter());
    }
}
