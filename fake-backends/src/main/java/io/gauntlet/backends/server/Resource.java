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
    EVENTS,
    /** A WebSocket, for those who ask for one. */
    WEB_SOCKET,
    /** A method of the gRPC health service. */
    GRPC_CHECK,
    GRPC_OTHER;

    static Resource of(String path) {
        return switch (path) {
            case "/health/live" -> LIVE;
            case "/health/ready" -> READY;
            case "/session" -> SESSION;
            case "/sse" -> EVENTS;
            case "/ws" -> WEB_SOCKET;
            case "/grpc.health.v1.Health/Check" -> GRPC_CHECK;
            default -> path.startsWith("/grpc.health.v1.Health/") ? GRPC_OTHER : WORK;
        };
    }

    Kind kind() {
        return switch (this) {
            case LIVE, READY, GRPC_CHECK, GRPC_OTHER -> Kind.PROBE;
            case WORK, SESSION, EVENTS, WEB_SOCKET -> Kind.REQUEST;
        };
    }
}
