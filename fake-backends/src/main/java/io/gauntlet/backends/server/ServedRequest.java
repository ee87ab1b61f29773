package io.gauntlet.backends.server;

import io.gauntlet.backends.behaviour.CloseWith;
import io.gauntlet.backends.behaviour.Ending;
import io.gauntlet.backends.behaviour.Reply;
import io.gauntlet.backends.journal.End;
import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.Outcome;
import io.undertow.server.ExchangeCompletionListener.NextListener;
import io.undertow.server.HttpServerExchange;
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
 *   start --> body read --> let in --> work --> head, pieces of the body --> end
 *                 |            |        |                |                    ^
 *                 +------------+--------+----------------+ client gone, cut --+
 * </pre>
 *
 * An early answer goes the same way without waiting for the body, and reads it in the end.
 */
final class ServedRequest implements Steps {

    private static final Logger LOG = LoggerFactory.getLogger(ServedRequest.class);

    private final HttpServerExchange exchange;
    private final ClientConnection connection;
    private final Carrier carrier;
    private final Program program;
    private final Ticket ticket;
    private final Runnable letIn = this::letIn;
    private Order order;
    private @Nullable RequestBody body;
    private @Nullable Responder responder;
    private XnioExecutor.@Nullable Key timer;
    private boolean working;
    private boolean headWritten;
    private volatile boolean ended;

    ServedRequest(Arriving arriving, Program program, Ticket ticket) {
        this.exchange = arriving.exchange();
        this.connection = arriving.connection();
        this.carrier = arriving.carrier();
        this.order = arriving.order();
        this.program = program;
        this.ticket = ticket;
        exchange.addExchangeCompleteListener(this::completed);
    }

    void start() {
        guarded(() -> {
            if (order.reply().answer().timing().early()) {
                carrier.watch(this::clientGone);
                enter();
            } else {
                readBody();
            }
        });
    }

    private void readBody() {
        if (exchange.isRequestComplete()) {
            bodyRead(RequestBody.NONE);
            return;
        }
        BodyReader reader = new BodyReader(exchange.getRequestChannel(), connection.scratch(), this::bodyRead, this);
        if (order.resource() == Resource.GRPC_CHECK) {
            reader.keepingStart();
        }
        reader.read();
    }

    private void bodyRead(RequestBody read) {
        body = read;
        order = order.knowing(read);
        if (!ended && responder == null) {
            carrier.watch(this::clientGone);
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
                order = order.with(program.capacity().refusal());
                work();
            }
        }
    }

    private void letIn() {
        working = true;
        guarded(this::work);
    }

    private void work() {
        RequestBody read = body == null ? RequestBody.NONE : body;
        if (carrier.takesInterim()) {
            order.reply().answer().head().interim().forEach(status -> connection.writeRaw(Raw.interim(status)));
        }
        long bytes = read.bytes() + order.reply().answer().body().bytes();
        after(order.inForce().drawWorkMicros(order.reply(), bytes), () -> {
            if (order.asksDatabase(read) && program.database().isPresent()) {
                program.database()
                        .get()
                        .ask(() -> !ended, good -> connection.thread().execute(() -> asked(good, read)));
            } else {
                answer(read);
            }
        });
    }

    private void asked(boolean good, RequestBody read) {
        if (!good) {
            order = order.withoutDatabase();
        }
        guarded(() -> answer(read));
    }

    private void answer(RequestBody read) {
        connection.endAfter(program.inForce().behaviour().serving().keepAlive().maxRequests());
        if (connection.lastRequest()) {
            exchange.setPersistent(false);
        }
        responder = program.contents().responder(exchange, order, read, this);
        responder.respond(program.backend());
    }

    @Override
    public void breakOff(Ending ending) {
        if (ending instanceof Ending.Close close) {
            cut(close.with());
        } else if (ending instanceof Ending.Garbage garbage) {
            connection.writeRaw(Raw.garbage(garbage.bytes()));
            connection.afterRaw(() -> cut(CloseWith.FIN));
        } else if (connection.lastRequest()) {
            cut(CloseWith.FIN);
        }
    }

    /** As if our close of the idle connection had crossed the request: nothing of it is carried out. */
    void refuseUnread() {
        endAs(Outcome.UNREAD);
        carrier.close(CloseWith.RST);
        connection.idleAfterReset(program.inForce());
    }

    /** The backend stops: what hangs would never end, the rest may. */
    void stop() {
        if (order.reply().ending() instanceof Ending.Hang) {
            cut(CloseWith.FIN);
        }
    }

    void cut(CloseWith with) {
        endAs(Outcome.CUT_BY_US);
        carrier.close(with);
        connection.idleAfterReset(program.inForce());
    }

    /** Whether bytes that leave the connection are this request's alone. */
    boolean toldByConnection() {
        return carrier.tellsWhenWritten();
    }

    /** Some bytes went to the client; they are no answer when they are a {@code 100 Continue}. */
    @Override
    public void written() {
        if (responder != null && responder.begun()) {
            headWritten = true;
            ticket.entry().answered();
        }
    }

    /** Undertow tells the end by completing the exchange, but not before the request, too, is read. */
    @Override
    public void answerWritten() {
        if (body == null) {
            carrier.done();
            readBody();
        }
    }

    private void clientGone() {
        endAs(Outcome.CLIENT_GONE);
        carrier.abandon();
        connection.idleAfterReset(program.inForce());
    }

    @Override
    public void failed(IOException e) {
        if (!ended) {
            LOG.debug("{}: {}", connection.peer().client(), e.toString());
            closed();
            carrier.abandon();
            connection.idleAfterReset(program.inForce());
        }
    }

    /** The connection was closed and nobody has said why. */
    void closed() {
        if (connection.closedByUs()) {
            endAs(Outcome.CUT_BY_US);
        } else {
            endAs(carrier.clientGone() ? Outcome.CLIENT_GONE : Outcome.FAILED);
        }
    }

    private void completed(HttpServerExchange ignored, NextListener next) {
        if (responder != null && responder.complete()) {
            written();
            answered();
        } else {
            closed();
        }
        carrier.done();
        connection.done(this);
        next.proceed();
        connection.idleFrom(program.inForce());
    }

    private void answered() {
        if (body != null) {
            endAs(Outcome.ANSWERED);
        } else {
            // Undertow completes the exchange from within the reading of the body's last bytes, or of its broken end:
            // which of the two it is, the reader knows only when that returns.
            connection.thread().execute(() -> {
                if (body == null) {
                    closed();
                } else {
                    endAs(Outcome.ANSWERED);
                }
            });
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
        Reply reply = order.reply();
        String claimed = exchange.getRequestHeaders().getFirst(Responder.CHECKSUM);
        ticket.end(new End(
                outcome,
                headWritten ? Integer.toString(reply.status()) : "",
                responder == null ? 0 : responder.written(),
                body == null || claimed == null ? "" : body.intact(claimed)));
        if (working) {
            program.gate().leave(program.capacity());
        } else {
            program.gate().withdraw(letIn);
        }
        // Of a stream of HTTP/2 that was reset Undertow tells nothing more.
        connection.done(this);
    }

    @Override
    public void after(long micros, Runnable task) {
        if (micros <= 0) {
            guarded(task);
        } else if (!ended) {
            timer = connection.thread().executeAfter(() -> guarded(task), micros, TimeUnit.MICROSECONDS);
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
            carrier.close(CloseWith.FIN);
        }
    }
}
