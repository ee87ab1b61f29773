package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Probes;
import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.journal.Kind;

/**
 * What is to be done for one request. Immutable.
 *
 * @param probes what probes are answered at its time
 */
record Order(InForce inForce, Resource resource, Probes probes, Reply reply, boolean databaseFailed) {

    private static final int DATABASE_FAILED = 503;

    Order(InForce inForce, Resource resource, Probes probes, Reply reply) {
        this(inForce, resource, probes, reply, false);
    }

    Kind kind() {
        return resource.kind();
    }

    Order with(Reply other) {
        return new Order(inForce, resource, probes, other);
    }

    /** What a gRPC request asks for stands in its body. */
    Order knowing(RequestBody read) {
        return resource == Resource.GRPC_CHECK ? with(GrpcHealth.reply(probes, read)) : this;
    }

    /** The same when the database did not answer well. */
    Order withoutDatabase() {
        return resource == Resource.GRPC_CHECK
                ? new Order(inForce, resource, probes, reply, true)
                : new Order(inForce, resource, probes, reply.failing(DATABASE_FAILED), true);
    }

    /** Whether the database is asked before the answer. */
    boolean asksDatabase(RequestBody read) {
        return switch (resource) {
            case LIVE -> probes.live().database();
            case READY -> probes.ready().database();
            case GRPC_CHECK -> GrpcHealth.asksDatabase(probes, read);
            case WORK, SESSION, EVENTS, WEB_SOCKET, GRPC_OTHER -> false;
        };
    }
}
