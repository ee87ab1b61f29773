package io.gauntlet.lb.http;

import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A listener as one event loop knows it. Confined to that loop, so that a reload costs a request no more than it would
 * without one: there is nothing to be read that another thread may write.
 */
final class Entrance {
    private Site site;

    Entrance(Site site) {
        this.site = site;
    }

    /** What is in force; requests that began before it changed go on by what they began with. */
    Site site() {
        return site;
    }

    /**
     * Looks at the head of a request, finds its way, and makes its fields fit for that.
     *
     * @param address of the client
     */
    Reception receive(HttpRequest request, String address) {
        @Nullable OwnAnswer wrong = RequestCheck.check(request);
        if (wrong != null) {
            return new Reception.Refused(wrong);
        }
        @Nullable Destination destination = site.router().find(request.uri());
        if (destination == null) {
            return new Reception.Refused(OwnAnswer.NO_ROUTE);
        }
        Fields.toBackend(
                request,
                address,
                site.listener().bind().toString(),
                destination.forward().upstream().protocol());
        return new Reception.Led(destination);
    }

    void change(Site other) {
        site = other;
    }
}
