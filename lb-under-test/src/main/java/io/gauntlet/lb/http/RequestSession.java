package io.gauntlet.lb.http;

import io.gauntlet.lb.affinity.Affinity;
import io.gauntlet.lb.balance.Wish;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Where one request's session belongs, before and after its answer. Confined to the event loop of its exchange. */
final class RequestSession implements Affinity.Visitor {
    private final Destination destination;
    private final HttpHeaders fields;
    private final long address;
    private final boolean secured;
    private Affinity.@Nullable Bond bond;

    /**
     * @param fields of the request
     * @param address the hash of the client's address
     * @param secured whether the client's connection has TLS
     */
    RequestSession(Destination destination, HttpHeaders fields, long address, boolean secured) {
        this.destination = destination;
        this.fields = fields;
        this.address = address;
        this.secured = secured;
    }

    @Override
    public HttpHeaders fields() {
        return fields;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public boolean secured() {
        return secured;
    }

    /** The first wish of the request. */
    Wish wish(long key) {
        bond = destination.affinity().read(this, destination.pool().snapshot());
        return Wish.of(bond == null ? null : bond.backend(), key);
    }

    /** The wish once this backend has failed it. */
    Wish wish(Wish before, Backend failed) {
        return destination.wishAfter(before, failed, this);
    }

    /**
     * Tells the client, or our own memory, who answered, unless that one may not go on with the session: another request of it may
     * have moved it meanwhile, and this answer would bring it back, only to be moved again.
     */
    void answered(Backend backend, HttpHeaders answer) {
        Affinity affinity = destination.affinity();
        Snapshot snapshot = destination.pool().snapshot();
        if (affinity == Affinity.NONE || !snapshot.serves(backend)) {
            return;
        }
        affinity.learn(this, new Affinity.Answered(backend, bond, answer), snapshot);
        String cookie = affinity.cookieFor(this, backend, bond);
        if (cookie != null) {
            answer.add(HttpHeaderNames.SET_COOKIE, cookie);
        }
    }
}
