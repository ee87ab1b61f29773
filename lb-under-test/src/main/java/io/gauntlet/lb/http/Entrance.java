package io.gauntlet.lb.http;

import io.gauntlet.lb.tls.Secured;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A listener as one event loop knows it. Confined to that loop, so that a reload costs a request no more than it would
 * without one: there is nothing to be read that another thread may write.
 */
final class Entrance {
    private final Elsewhere elsewhere;
    private Site site;

    /**
     * @param elsewhere knows where plain requests go that are not served
     */
    Entrance(Site site, Elsewhere elsewhere) {
        this.site = site;
        this.elsewhere = elsewhere;
    }

    /** What is in force; requests that began before it changed go on by what they began with. */
    Site site() {
        return site;
    }

    /**
     * Looks at the head of a request, finds its way, and makes its fields fit for that.
     *
     * @param address of the client
     * @param secured what the client's TLS has settled, if it has any
     */
    Reception receive(HttpRequest request, String address, @Nullable Secured secured) {
        @Nullable OwnAnswer wrong = RequestCheck.check(request, secured == null ? "http" : "https");
        if (wrong == null && secured == null) {
            wrong = redirect(request);
        }
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
        Fields.tellSecured(request, secured);
        return new Reception.Led(destination);
    }

    /** The answer to a plain request that is for another listener to serve, or null. */
    private @Nullable OwnAnswer redirect(HttpRequest request) {
        return site.listener()
                .redirect()
                .map(to -> elsewhere.answer(to, request))
                .orElse(null);
    }

    void change(Site other) {
        site = other;
    }
}
