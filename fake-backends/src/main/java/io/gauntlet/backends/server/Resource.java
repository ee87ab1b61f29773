package io.gauntlet.backends.server;

import io.gauntlet.backends.journal.Kind;

/** What is behind a path. */
enum Resource {
    /** Any path that is none of the others. */
    WORK,
    LIVE,
    READY,
    /** Counts the requests of a session. */
    SESSION,
    /** A stream of server-sent events. */
    EVENTS;

    static Resource of(String path) {
        return switch (path) {
            case "/health/live" -> LIVE;
            case "/health/ready" -> READY;
            case "/session" -> SESSION;
            case "/sse" -> EVENTS;
            default -> WORK;
        };
    }

    Kind kind() {
        return this == LIVE || this == READY ? Kind.PROBE : Kind.REQUEST;
    }
}
