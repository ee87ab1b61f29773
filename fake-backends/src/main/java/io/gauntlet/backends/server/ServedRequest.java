package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.Answer;
import io.gauntlet.backends.behaviour.CloseWith;
import io.gauntlet.backends.behaviour.Ending;
import io.gauntlet.backends.behaviour.Point;
import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.journal.End;
import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.Outcome;
import io.undertow.server.ExchangeCompletionListener.NextListener;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;

/**
 * One request from its head to its end, whichever way it ends. Owned by the connection's IO thread; whatever waits, waits
 * as a timer or a read interest of that thread.
 *
 * <pre>
 *   start --> body read --> delay --> head, pieces of the body --> end
 *                 |           |               |                     ^
 *                 +-----------+---------------+-- client gone, cut -+
 * </pre>
 */
final class ServedRequest {

    private static final Logger LOG = LoggerFactory.getLogger(ServedRequest.class);
    private static final HttpString BACKEND = new HttpString("X-Backend");
    private static final HttpString CHECKSUM = new HttpString("X-Body-Crc32");
    private static final String EMPTY_CHECKSUM = "00000000";

    private final HttpServerExchange exchange;
    private final ClientConnection connection;
    private Reply reply;
    private final Program program;
    private final Ticket ticket;
    private final Runnable letIn = this::letIn;
    private @Nullable BodyReader reader;
    private @Nullable BodyWriter writer;
    private XnioExecutor.@Nullable Key timer;
    private String bodyIntact = "";
    private boolean headWritten;
    private boolean working;
    private boolean ended;

    ServedRequest(
            HttpServerExchange exchange, ClientConnection connection, Reply reply, Program program, Ticket ticket) {
        this.exchange = exchange;
        this.connection = connection;
        this.reply = reply;
        this.program = program;
        this.ticket = ticket;
        exchange.addExchangeCompleteListener(this::completed);
    }

    void start() {
        guarded(() -> {
            if (exchange.isRequestComplete()) {
                bodyRead(EMPTY_CHECKSUM);
            } else {
                reader = new BodyReader(
                        exchange.getRequestChannel(), connection.scratch(), this::bodyRead, this::failed);
                reader.read();
            }
        });
    }

    private void bodyRead(String checksum) {
        String claimed = exchange.getRequestHeaders().getFirst(CHECKSUM);
        if (claimed != null) {
            bodyIntact = Boolean.toString(claimed.trim().equalsIgnoreCase(checksum));
        }
        if (!ended) {
            connection.watch(this::clientGone);
            enter();
        }
    }

    private void enter() {
        if (ticket.kind() == Kind.PROBE) {
            work();
            return;
        }
        switch (program.gate().enter(program.capacity(), letIn)) {
            case ENTERED -> letIn();
            case WAITING -> {}
            case REFUSED -> {
                reply = program.capacity().refusal();
                work();
            }
        }
    }

    private void letIn() {
        working = true;
        work();
    }

    private void work() {
        after(reply.answer().delayMillis(), this::answer);
    }

    /** As if our close of the idle connection had crossed the request: nothing of it is carried out. */
    void refuseUnread() {
        endAs(Outcome.UNREAD);
        connection.close(CloseWith.RST);
    }

    private void answer() {
        if (reply.ending().point().filter(Point.BEFORE_HEAD::equals).isPresent()) {
            breakOff();
            return;
        }
        writeHead();
        writer = new BodyWriter(exchange.getResponseChannel(), program.body(), this::failed);
        writePiece(writer, 0);
    }

    private void writeHead() {
        Answer answer = reply.answer();
        HeaderMap headers = exchange.getResponseHeaders();
        exchange.setStatusCode(answer.status());
        headers.put(BACKEND, program.backend());
        String id = exchange.getRequestHeaders().getFirst(RequestHandler.REQUEST_ID);
        if (id != null) {
            headers.put(RequestHandler.REQUEST_ID, id);
        }
        connection.endAfter(program.inForce().behaviour().serving().keepAlive().maxRequests());
        if (connection.lastRequest()) {
            exchange.setPersistent(false);
        }
        if (!answer.statusAllowsBody()) {
            return;
        }
        headers.put(Headers.CONTENT_TYPE, "application/octet-stream");
        if (answer.chunks() == 0) {
            exchange.setResponseContentLength(answer.bodyBytes());
        } else if (exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
            headers.put(Headers.TRANSFER_ENCODING, Headers.CHUNKED.toString());
        }
        if (!exchange.getRequestMethod().equals(Methods.HEAD)) {
            headers.put(CHECKSUM, program.body().checksum(answer.bodyBytes()));
        }
    }

    private long bodyLength() {
        boolean head = exchange.getRequestMethod().equals(Methods.HEAD);
        return head || !reply.answer().statusAllowsBody() ? 0 : reply.answer().bodyBytes();
    }

    private void writePiece(BodyWriter out, int piece) {
        long length = bodyLength();
        long pieces = length == 0 ? 1 : Math.max(1, reply.answer().chunks());
        long end = length * (piece + 1) / pieces;
        long breakAt = reply.ending()
                .point()
                .map(point -> point == Point.MID_BODY ? length / 2 : 0)
                .orElse(Long.MAX_VALUE);
        if (breakAt <= end) {
            out.writeTo(breakAt, () -> guarded(this::breakOff));
        } else if (piece + 1 == pieces) {
            // Undertow tells the end by completing the exchange.
            out.finishAt(end, () -> {});
        } else {
            out.writeTo(end, () -> after(reply.answer().chunkIntervalMillis(), () -> writePiece(out, piece + 1)));
        }
    }

    private void breakOff() {
        if (reply.ending() instanceof Ending.Close close) {
            cut(close.with());
        } else if (connection.lastRequest()) {
            cut(CloseWith.FIN);
        }
    }

    /** The backend stops: what hangs would never end, the rest may. */
    void stop() {
        if (reply.ending() instanceof Ending.Hang) {
            cut(CloseWith.FIN);
        }
    }

    void cut(CloseWith with) {
        endAs(Outcome.CUT_BY_US);
        connection.close(with);
    }

    /** Some bytes went to the client; they are no answer when they are a {@code 100 Continue}. */
    void written() {
        if (writer != null) {
            headWritten = true;
            ticket.entry().answered();
        }
    }

    private void clientGone() {
        endAs(Outcome.CLIENT_GONE);
        connection.close(CloseWith.FIN);
    }

    private void failed(IOException e) {
        if (!ended) {
            LOG.debug("{}: {}", connection.peer().client(), e.toString());
            closed();
            connection.close(CloseWith.FIN);
        }
    }

    /** The connection was closed and nobody has said why. */
    void closed() {
        endAs(connection.clientGone() ? Outcome.CLIENT_GONE : Outcome.FAILED);
    }

    private void completed(HttpServerExchange ignored, NextListener next) {
        if (writer != null && writer.complete()) {
            endAs(Outcome.ANSWERED);
        } else {
            closed();
        }
        connection.done();
        next.proceed();
        if (connection.lastRequest()) {
            connection.close(CloseWith.FIN);
        } else {
            connection.closeIdleAfter(program.inForce().drawIdleMillis());
        }
    }

    private void endAs(Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        if (timer != null) {
            timer.remove();
        }
        String status = headWritten ? Integer.toString(reply.answer().status()) : "";
        ticket.end(new End(outcome, status, writer == null ? 0 : writer.written(), bodyIntact));
        if (working) {
            program.gate().leave(program.capacity());
        } else {
            program.gate().withdraw(letIn);
        }
    }

    private void after(int millis, Runnable task) {
        if (millis == 0) {
            guarded(task);
        } else if (!ended) {
            timer = connection.thread().executeAfter(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
        }
    }

    /** A defect of ours must end the request too: nothing above would. */
    private void guarded(Runnable task) {
        if (ended) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("{}: request failed", connection.peer().client(), e);
            endAs(Outcome.FAILED);
            connection.close(CloseWith.FIN);
        }
    }
}
