package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.journal.Kind;
import io.undertow.server.HttpServerExchange;

/** Finds what stands in an answer's body. Owned by the backend's IO thread. */
final class Contents {

    private final String backend;
    private final DeterministicBody body;
    private final Sessions sessions;

    Contents(String backend, DeterministicBody body, Sessions sessions) {
        this.backend = backend;
        this.body = body;
        this.sessions = sessions;
    }

    /** What writes the answer of this order. */
    Responder responder(HttpServerExchange exchange, Order order, RequestBody read, Steps steps) {
        Reply reply = order.reply();
        int chunks = reply.answer().body().chunks();
        long interval = reply.answer().timing().chunkIntervalMillis() * 1000L;
        boolean good = reply.status() >= 200
                && reply.status() < 300
                && reply.answer().head().allowsBody();
        if (good && order.resource() == Resource.EVENTS) {
            EventStream events = EventStream.asked(backend, exchange);
            return new Responder(exchange, reply, events, events.pieces(), steps);
        }
        Content content;
        if (order.kind() == Kind.PROBE && order.resource() != Resource.LIVE && order.resource() != Resource.READY) {
            content = GrpcHealth.message(order.probes(), reply, read, order.databaseFailed());
        } else if (good && order.resource() == Resource.SESSION) {
            content = sessions.visit(backend, exchange);
        } else if (good && reply.answer().body().echo()) {
            content = Echo.of(backend, exchange, read);
        } else {
            content = body.first(reply.answer().body().bytes());
        }
        int pieces = (int) Math.min(chunks, content.length());
        return new Responder(exchange, reply, content, new Pieces(pieces, interval), steps);
    }
}
