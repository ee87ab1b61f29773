package io.gauntlet.lb.http;

import io.gauntlet.lb.tunnel.Tunnel;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;

/** Whom an exchange answers. Confined to its event loop. */
sealed interface Client permits ClientConnection, ClientStream {
    Worker worker();

    /** Whether the client's connection has TLS. */
    boolean secured();

    /** Whether more of an answer may be written. */
    boolean writable();

    /** Reads on only where there is room for what comes. */
    void updateReading();

    /** Makes the head of a backend's answer fit for this client, and decides what comes after the answer. */
    void prepare(HttpResponse response, boolean requestEnded, boolean endsWithConnection);

    /** Passes on a piece of an interim answer, if this client knows such. */
    void writeInterim(Object message);

    void write(Object message);

    void flush();

    /** Ends an answer of a backend. */
    void finish(LastHttpContent last, boolean requestEnded);

    /** Answers in the balancer's own name. */
    void answer(OwnAnswer answer);

    /** Breaks off, so that an unfinished answer cannot pass for a whole one. */
    void abort();

    /** The backend agreed to go on in another protocol. */
    void tunnel(UpstreamConnection backend, Tunnel.Terms terms);
}
