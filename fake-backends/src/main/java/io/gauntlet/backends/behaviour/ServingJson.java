package io.gauntlet.backends.behaviour;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON of a {@link Serving}: keys beside those of the answer. */
final class ServingJson {

    private ServingJson() {}

    static Serving read(JsonFields fields) {
        return new Serving(keepAlive(fields.object("keepAlive")), capacity(fields.object("capacity")));
    }

    private static KeepAlive keepAlive(JsonFields fields) {
        KeepAlive absent = KeepAlive.defaults();
        JsonFields idle = fields.object("idleCloseMillis");
        long max = idle.integer("max", (long) absent.idleCloseMaxMillis(), 0, Answer.MAX_MILLIS);
        long min = idle.integer("min", (long) absent.idleCloseMinMillis(), 0, max);
        idle.nothingElse();
        KeepAlive keepAlive = new KeepAlive(
                (int) fields.integer("maxRequests", (long) absent.maxRequests(), 0, KeepAlive.MAX_REQUESTS),
                (int) min,
                (int) max,
                fields.number("staleProbability", absent.staleProbability(), 0, 1));
        fields.nothingElse();
        return keepAlive;
    }

    private static Capacity capacity(JsonFields fields) {
        Capacity absent = Capacity.defaults();
        Capacity capacity = new Capacity(
                (int) fields.integer("concurrent", (long) absent.concurrent(), 0, Capacity.MAX_REQUESTS),
                (int) fields.integer("queue", (long) absent.queue(), 0, Capacity.MAX_REQUESTS),
                (int) fields.integer("status", (long) absent.status(), 200, 599));
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
    }
}
