package io.gauntlet.lb.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * What has come from a client before its turn: pipelined requests wait here until the one before them has its answer (RFC
 * 9112 section 9.3.2). Confined to the connection's event loop.
 */
final class Pipelined {
    private final Taker taker;
    private final Queue<Object> waiting = new ArrayDeque<>(2);
    private boolean working;
    private boolean endExpected;

    /** Takes what has its turn. */
    interface Taker {
        /** Whether a request is under way that has come as a whole, so that what comes next has to wait. */
        boolean busy();

        /** Whether nothing that comes is wanted any more. */
        boolean lingering();

        /** Takes a head or a piece of a body. */
        void take(Object message);
    }

    /** Of one connection. */
    Pipelined(Taker taker) {
        this.taker = taker;
    }

    /**
     * Takes a message that has come, or keeps it until it has its turn.
     *
     * @return whether it was news: neither unwanted, nor the end of a request that was known to be at its end
     */
    boolean offer(Object message) {
        if (waiting.isEmpty() && expected(message)) {
            return false;
        }
        if (taker.lingering()) {
            ReferenceCountUtil.release(message);
            return false;
        }
        if (working || !waiting.isEmpty() || taker.busy()) {
            waiting.add(message);
        } else {
            taker.take(message);
            goOn();
        }
        return true;
    }

    /** Takes up what waits until it has to wait again; a loop, since a recursion would be as deep as the pipeline. */
    void goOn() {
        if (working) {
            return;
        }
        working = true;
        while (!waiting.isEmpty() && !taker.lingering() && (endExpected || !taker.busy())) {
            Object message = waiting.remove();
            if (!expected(message)) {
                taker.take(message);
            }
        }
        working = false;
    }

    /** Whether it is the end of a request that was known to be at its end; then it is dropped. */
    private boolean expected(Object message) {
        if (endExpected && message instanceof LastHttpContent) {
            endExpected = false;
            ReferenceCountUtil.release(message);
            return true;
        }
        return false;
    }

    /** Whether the end of the request that was taken last will come, but is no news. */
    void expectEnd(boolean comes) {
        endExpected = comes;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether a request begins among what waits. */
    boolean holdsHead() {
        return waiting.stream().anyMatch(HttpRequest.class::isInstance);
    }

    /** Whether a request ends among what waits. */
    boolean holdsEnd() {
        return waiting.stream().anyMatch(LastHttpContent.class::isInstance);
    }

    /** Forgets what waits. */
    void clear() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }
}
