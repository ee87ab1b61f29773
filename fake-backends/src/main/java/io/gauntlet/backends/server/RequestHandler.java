package io.gauntlet.backends.server;

import io.gauntlet.backends.journal.Head;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.JournalEntry;
import io.gauntlet.backends.journal.Kind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;

/** Takes each request down in the journal, and sets its handling going. Runs in the IO thread. */
final class RequestHandler implements HttpHandler {

    static final HttpString REQUEST_ID = new HttpString("X-Request-Id");
    private static final HttpString ATTEMPT = new HttpString("X-Gauntlet-Attempt");

    private final Program program;
    private final Journal journal;
    private final InFlight inFlight;
    private final Runnable crash;
    private final Connections connections;

    RequestHandler(Program program, Journal journal, InFlight inFlight, Runnable crash, Connections connections) {
        this.program = program;
        this.journal = journal;
        this.inFlight = inFlight;
        this.crash = crash;
        this.connections = connections;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        ClientConnection connection = connections.of(exchange);
        InForce inForce = program.inForce();
        String path = exchange.getRequestPath();
        Order order =
                inForce.order(Resource.of(path), exchange.getRequestMethod().toString(), path);
        Kind kind = order.kind();
        JournalEntry entry = journal.open(head(exchange, kind), connection.peer(), inFlight.begin(kind));
        if (kind == Kind.REQUEST && inForce.crashesNow()) {
            crash.run();
        }
        Ticket ticket = new Ticket(entry, inFlight, kind);
        if (order.resource() == Resource.WEB_SOCKET && order.reply().status() == 200 && WebSocketEcho.asked(exchange)) {
            new WebSocketEcho(connection, ticket).accept(exchange, other -> serve(other, connection, order, ticket));
        } else {
            serve(exchange, connection, order, ticket);
        }
    }

    private void serve(HttpServerExchange exchange, ClientConnection connection, Order order, Ticket ticket) {
        Carrier carrier = exchange.getConnection() instanceof HttpServerConnection
                ? new Http1Carrier(connection, exchange)
                : new Http2Carrier(connection, exchange);
        ServedRequest request = new ServedRequest(new Arriving(exchange, connection, carrier, order), program, ticket);
        boolean stale = connection.used() && order.inForce().drawStale();
        connection.begin(request);
        exchange.dispatch(SameThreadExecutor.INSTANCE, stale ? request::refuseUnread : request::start);
    }

    /** The request target as it was sent, the query included. */
    static String target(HttpServerExchange exchange) {
        String query = exchange.getQueryString();
        return exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query);
    }

    private static Head head(HttpServerExchange exchange, Kind kind) {
        return new Head(
                header(exchange, REQUEST_ID),
                header(exchange, ATTEMPT),
                kind,
                exchange.getRequestMethod().toString(),
                target(exchange));
    }

    private static String header(HttpServerExchange exchange, HttpString name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
