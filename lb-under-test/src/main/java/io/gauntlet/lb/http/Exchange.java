package io.gauntlet.lb.http;

import io.gauntlet.lb.access.AccessEntry;
import io.gauntlet.lb.balance.Seeker;
import io.gauntlet.lb.balance.Wish;
import io.gauntlet.lb.config.Reuse;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.tunnel.Tunnel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, over as many attempts as the retry policy grants. Confined to the event loop of its
 * client and upstream connection.
 */
final class Exchange implements Seeker {
    private static final int SWITCHING_PROTOCOLS = 101;

    private final Client client;
    private final Destination destination;
    private final Arrival arrival;
    private final HttpRequest request;
    private final RequestSession session;
    private final boolean bodiless;
    private final Queue<HttpContent> waiting = new ArrayDeque<>(2);
    private Wish wish = Wish.ANY;
    private OwnAnswer otherwise = OwnAnswer.NO_BACKEND;
    private boolean seeking;
    private boolean needsFresh;
    private boolean starting;
    private boolean unconnected;
    private @Nullable Backend backend;
    private @Nullable UpstreamConnection upstream;
    private @Nullable Runnable pending;
    private int retries;
    private boolean requestEnded;
    private boolean bodySent;
    private boolean answering;
    private boolean interim;
    private boolean switching;
    private boolean upstreamReusable;
    private boolean over;

    /**
     * @param bodiless whether nothing comes after the head
     */
    Exchange(Client client, Reception.Led led, HttpRequest request, boolean bodiless) {
        this.client = client;
        this.destination = led.destination();
        this.arrival = led.arrival();
        this.request = request;
        this.session = new RequestSession(
                destination, request.headers(), arrival.origin().key(), client.secured());
        this.bodiless = bodiless;
        this.requestEnded = bodiless;
        if (bodiless) {
            waiting.add(LastHttpContent.EMPTY_LAST_CONTENT);
        }
    }

    Client client() {
        return client;
    }

    /** Whether the whole request has come from the client. */
    boolean requestEnded() {
        return requestEnded;
    }

    /** Whether the head of the answer has gone to the client. */
    boolean answering() {
        return answering;
    }

    /** Whether the next piece of the request's body could be sent on. */
    boolean takesBody() {
        return upstream != null && upstream.writable();
    }

    /** Whether it is the backend's turn: not while a slow client holds the answer up, nor before it has sent its request. */
    boolean waitsForBackend() {
        return client.writable() && (requestEnded || !takesBody());
    }

    /** Whether nobody waits for anything of it any more. */
    boolean over() {
        return over;
    }

    /** How long the next byte of the answer may take. */
    long answerTimeoutNanos() {
        return destination.forward().timeouts().answer().toNanos();
    }

    void start() {
        long key = RequestKey.of(request, arrival.origin().key(), destination);
        starting = true;
        seek(session.wish(key), OwnAnswer.NO_BACKEND);
        starting = false;
    }

    /** Looks for a backend; where there is none, the client gets the other answer. */
    private void seek(Wish where, OwnAnswer ifNobody) {
        wish = where;
        otherwise = ifNobody;
        seeking = true;
        destination.admission().seek(this);
    }

    @Override
    public Wish wish() {
        return wish;
    }

    @Override
    public ScheduledExecutorService thread() {
        return client.worker().loop();
    }

    @Override
    public void found(Backend chosen) {
        seeking = false;
        if (over) {
            destination.admission().releaseUnconnected(chosen);
        } else if (starting) {
            attempt(chosen);
        } else if (wish.mayGoTo(chosen, destination.pool().snapshot())) {
            attempt(chosen);
            flush();
            client.updateReading();
        } else {
            // Taken out while the news was on its way here.
            destination.admission().releaseUnconnected(chosen);
            seek(wish.rather(null), otherwise);
        }
    }

    @Override
    public void nobody() {
        seeking = false;
        // One that left may be told all the same, when the news was on its way.
        if (!over) {
            giveUp(otherwise);
        }
    }

    @Override
    public void shed() {
        seeking = false;
        giveUp(OwnAnswer.OVERLOADED);
    }

    private void attempt(Backend chosen) {
        backend = chosen;
        arrival.entry().attempt(destination.pool().name(), chosen.id());
        unconnected = true;
        Upstreams upstreams = client.worker().upstreams(chosen, destination);
        UpstreamConnection connection = upstreams.take(mayReuse());
        if (connection == null) {
            pending = upstreams.connect(this);
        } else {
            carry(connection);
        }
    }

    private boolean mayReuse() {
        boolean repeatable = bodiless && SafeRetry.idempotent(request.method());
        return !needsFresh && (repeatable || destination.forward().upstream().reuse() == Reuse.ALWAYS);
    }

    /** A connection for this exchange is there. */
    void connected(UpstreamConnection connection) {
        pending = null;
        if (over) {
            connection.close();
            return;
        }
        if (backend != null && !wish.mayGoTo(backend, destination.pool().snapshot())) {
            // The backend was taken out meanwhile, and nothing was sent: not a failure, just another choice.
            connection.close();
            Wish other = session.wish(wish, backend);
            release();
            seek(other, OwnAnswer.NO_BACKEND);
            return;
        }
        carry(connection);
        connection.flush();
        client.updateReading();
    }

    private void carry(UpstreamConnection connection) {
        upstream = connection;
        unconnected = false;
        destination.admission().connected(connection.backend());
        long now = System.nanoTime();
        arrival.entry().given(now);
        connection.begin(this, request.method(), now);
        connection.write(request);
        for (HttpContent content = waiting.poll(); content != null; content = waiting.poll()) {
            send(connection, content, now);
        }
    }

    /** The next piece of the request's body. */
    void requestContent(HttpContent content) {
        requestEnded |= content instanceof LastHttpContent;
        arrival.entry().received(content.content().readableBytes());
        if (over) {
            content.release();
        } else if (upstream == null) {
            waiting.add(content);
        } else {
            send(upstream, content, System.nanoTime());
        }
    }

    private void send(UpstreamConnection connection, HttpContent content, long now) {
        boolean trailers = false;
        if (content instanceof LastHttpContent last) {
            connection.sentWhole(now);
            trailers = !last.trailingHeaders().isEmpty();
        }
        bodySent |= content.content().isReadable() || trailers;
        connection.write(content);
    }

    void flush() {
        if (upstream != null) {
            upstream.flush();
        }
    }

    /** The head of an answer, or of an interim one (RFC 9110 section 15.2). */
    void answerHead(HttpResponse response) {
        int status = response.status().code();
        switching = Upgrade.granted(request, response);
        if (response.decoderResult().isFailure()
                || (status == SWITCHING_PROTOCOLS && !switching)
                || upstream == null
                || backend == null) {
            broken();
            return;
        }
        if (status < 200 && !switching) {
            interim = true;
            client.writeInterim(response);
            return;
        }
        answering = true;
        arrival.entry().answered(status, upstream.heardAt());
        backend.answers().add(status);
        destination.pool().attempts().answered(backend, status);
        upstream.tellTime(destination.admission(), upstream.heardAt());
        boolean endsWithConnection = Fields.endsWithConnection(response, upstream.askedForHead());
        upstreamReusable = HttpUtil.isKeepAlive(response) && !endsWithConnection;
        client.prepare(response, requestEnded, endsWithConnection);
        arrival.form().rules().apply(response.headers());
        session.answered(backend, response.headers());
        client.write(response);
    }

    /** The next piece of the answer's body. */
    void answerContent(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (interim) {
            interim = !last;
            client.writeInterim(content);
            return;
        }
        if (content.decoderResult().isFailure() || upstream == null) {
            content.release();
            broken();
            return;
        }
        arrival.entry().sent(content.content().readableBytes());
        if (switching) {
            client.write(content);
            switchOver(upstream);
        } else if (last) {
            finish((LastHttpContent) content, upstream);
        } else {
            client.write(content);
            if (!client.writable()) {
                upstream.read(false);
            }
        }
    }

    private void finish(LastHttpContent last, UpstreamConnection connection) {
        boolean allowed = backend != null && destination.pool().snapshot().serves(backend);
        arrival.over(AccessEntry.WHOLE);
        end();
        connection.end(upstreamReusable && requestEnded && allowed);
        client.finish(last, requestEnded);
    }

    /** The request goes on as a tunnel, and keeps its place at the backend until that ends. */
    private void switchOver(UpstreamConnection connection) {
        endRetries();
        long idleNanos = destination.forward().timeouts().tunnel().toNanos();
        client.tunnel(connection, new Tunnel.Terms(connection.backend(), idleNanos, this::tunnelEnded));
    }

    private void tunnelEnded() {
        arrival.over(AccessEntry.TUNNEL);
        end();
    }

    private void broken() {
        if (upstream != null) {
            upstream.fail(FailedAttempt.Kind.BROKEN);
        }
    }

    /** The attempt under way will bring no (more) answer; its connection is closed by now. */
    void failed(FailedAttempt.Kind kind, boolean reused) {
        pending = null;
        if (over) {
            return;
        }
        Backend failed = backend;
        if (upstream != null && kind == FailedAttempt.Kind.TIMED_OUT && !answering) {
            upstream.tellTime(destination.admission(), System.nanoTime());
        }
        upstream = null;
        if (answering) {
            arrival.over(AccessEntry.BROKEN);
            end();
            client.worker().counters().brokenAnswer();
            client.abort();
            return;
        }
        release();
        OwnAnswer answer = kind == FailedAttempt.Kind.TIMED_OUT ? OwnAnswer.ANSWER_TIMEOUT : OwnAnswer.BAD_GATEWAY;
        var attempt = new FailedAttempt(kind, request.method(), retries, reused, bodySent);
        if (failed != null) {
            attempt.report(destination.pool().attempts(), failed);
        }
        if (failed != null && destination.retry().begin(attempt)) {
            retries++;
            // Where one backend closes idle connections others do; the last attempt must not meet that again.
            needsFresh |= kind == FailedAttempt.Kind.CLOSED_UNANSWERED;
            if (requestEnded && waiting.isEmpty()) {
                waiting.add(LastHttpContent.EMPTY_LAST_CONTENT);
            }
            seek(session.wish(wish, failed), answer);
        } else {
            giveUp(answer);
        }
    }

    private void giveUp(OwnAnswer answer) {
        end();
        client.answer(answer);
    }

    /** The client left, or took too long: the backend need not go on. */
    void abandon() {
        if (over) {
            return;
        }
        UpstreamConnection connection = upstream;
        Runnable connecting = pending;
        end();
        if (connection != null) {
            connection.close();
        }
        if (connecting != null) {
            // Its place is free, so it must not go on to take up one of the connections that the backend may have.
            connecting.run();
        }
    }

    void clientWritable(boolean writable) {
        if (upstream != null) {
            upstream.touch();
            upstream.read(writable);
        }
    }

    private void end() {
        over = true;
        if (seeking) {
            destination.admission().leave(this);
        }
        release();
        upstream = null;
        endRetries();
        for (HttpContent content = waiting.poll(); content != null; content = waiting.poll()) {
            content.release();
        }
    }

    private void endRetries() {
        for (; retries > 0; retries--) {
            destination.retry().ended();
        }
    }

    /** The backend is done with this exchange. */
    private void release() {
        if (backend != null) {
            Backend done = backend;
            backend = null;
            if (unconnected) {
                destination.admission().releaseUnconnected(done);
            } else {
                destination.admission().release(done);
            }
        }
    }

    @Override
    public String toString() {
        return request.method() + " " + request.uri() + (over ? " (over)" : " at " + backend);
    }
}
