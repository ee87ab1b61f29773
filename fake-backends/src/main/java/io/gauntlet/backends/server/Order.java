package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.journal.Kind;

/** What is to be done for one request. Immutable. */
record Order(InForce inForce, Resource resource, Reply reply) {

    Kind kind() {
        return resource.kind();
    }

    Order with(Reply other) {
        return new Order(inForce, resource, other);
    }

    /** Whether the database is asked before the answer. */
    boolean asksDatabase() {
        return switch (resource) {
            case LIVE -> inForce.behaviour().probes().live().database();
            case READY -> inForce.behaviour().probes().ready().database();
            case WORK, SESSION, EVENTS -> false;
        };
    }
}
