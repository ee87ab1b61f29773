package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Behaviour;
import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.journal.Head;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.JournalEntry;
import io.gauntlet.backends.journal.Kind;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import io.undertow.util.SameThreadExecutor;
import java.util.Optional;
import java.util.function.Function;

/** Takes each request down in the journal, and sets its handling going. Runs in the IO thread. */
final class RequestHandler implements HttpHandler {

    static final HttpString REQUEST_ID = new HttpString("X-Request-Id");
    private static final HttpString ATTEMPT = new HttpString("X-Gauntlet-Attempt");
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";

    private final Program program;
    private final Journal journal;
    private final InFlight inFlight;
    private final Function<HttpServerExchange, Optional<ClientConnection>> connections;

    RequestHandler(
            Program program,
            Journal journal,
            InFlight inFlight,
            Function<HttpServerExchange, Optional<ClientConnection>> connections) {
        this.program = program;
        this.journal = journal;
        this.inFlight = inFlight;
        this.connections = connections;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        ClientConnection connection = connections
                .apply(exchange)
                .orElseThrow(() -> new IllegalStateException("a request on a connection that nobody accepted"));
        InForce inForce = program.inForce();
        Reply reply = reply(inForce.behaviour(), exchange.getRequestPath());
        Kind kind = kind(exchange.getRequestPath());
        JournalEntry entry = journal.open(head(exchange, kind), connection.peer(), inFlight.begin(kind));
        ServedRequest request =
                new ServedRequest(exchange, connection, reply, program, new Ticket(entry, inFlight, kind));
        boolean stale = connection.used() && inForce.drawStale();
        connection.begin(request);
        exchange.dispatch(SameThreadExecutor.INSTANCE, stale ? request::refuseUnread : request::start);
    }

    private static Kind kind(String path) {
        return path.equals(LIVE) || path.equals(READY) ? Kind.PROBE : Kind.REQUEST;
    }

    private static Reply reply(Behaviour behaviour, String path) {
        return switch (path) {
            case LIVE -> behaviour.live().reply();
            case READY -> behaviour.ready().reply();
            default -> behaviour.requests();
        };
    }

    private static Head head(HttpServerExchange exchange, Kind kind) {
        String query = exchange.getQueryString();
        String target = exchange.getRequestURI() + (query.isEmpty() ? "" : "?" + query);
        return new Head(
                header(exchange, REQUEST_ID),
                header(exchange, ATTEMPT),
                kind,
                exchange.getRequestMethod().toString(),
                target);
    }

    private static String header(HttpServerExchange exchange, HttpString name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}
