package io.gauntlet.lb.http;

import io.gauntlet.lb.access.AccessEntry;
import io.gauntlet.lb.access.AccessLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * A listener as one event loop knows it. Confined to that loop, so that a reload costs a request no more than it would
 * without one: there is nothing to be read that another thread may write.
 */
final class Entrance {
    private final Elsewhere elsewhere;
    private final AccessLog log;
    private final RequestId ids = new RequestId();
    private Site site;
    private TrustedProxies proxies;

    /** For requests that name no host. */
    private String authority;

    /**
     * @param elsewhere knows where plain requests go that are not served
     * @param log takes what is to be told of the requests
     */
    Entrance(Site site, Elsewhere elsewhere, AccessLog log) {
        this.site = site;
        this.proxies = TrustedProxies.of(site.listener().trustedProxies());
        this.authority = site.listener().bind().toString();
        this.elsewhere = elsewhere;
        this.log = log;
    }

    /** What is in force; requests that began before it changed go on by what they began with. */
    Site site() {
        return site;
    }

    /** Looks at the head of a request, finds its way, and makes its fields fit for that. */
    Reception receive(HttpRequest request, Caller caller) {
        boolean trusted = proxies.trust(caller.peer().address());
        Arrival arrival = arrival(request, caller, trusted);
        @Nullable OwnAnswer wrong = RequestCheck.check(request, caller.scheme());
        if (wrong == null && caller.secured() == null) {
            wrong = redirect(request, caller);
        }
        if (wrong != null) {
            return new Reception.Refused(arrival, wrong);
        }
        // Before routes look at the fields, lest they believe what backends are kept from believing.
        ForwardedFields.write(request.headers(), caller.hop(), version(request, caller), trusted);
        Fields.identify(request.headers(), caller.secured());
        @Nullable Way way = site.router().find(request);
        return way == null
                ? new Reception.Refused(arrival, OwnAnswer.NO_ROUTE)
                : way.take(request, arrival.under(way.answers()), authority);
    }

    private static ForwardedFields.Version version(HttpRequest request, Caller caller) {
        if (caller.http2()) {
            return ForwardedFields.Version.HTTP_2;
        }
        return request.protocolVersion().minorVersion() == 0
                ? ForwardedFields.Version.HTTP_1_0
                : ForwardedFields.Version.HTTP_1_1;
    }

    private Arrival arrival(HttpRequest request, Caller caller, boolean trusted) {
        HttpHeaders fields = request.headers();
        TrustedProxies.Origin origin = trusted ? proxies.origin(fields, caller.peer()) : caller.peer();
        // Taken from anybody: it claims nothing, and whoever asks about a request asks by the name that they gave it.
        @Nullable String given = fields.get(RequestId.FIELD);
        String id = given != null && RequestId.fit(given) ? given : ids.next();
        String protocol = caller.http2() ? "HTTP/2" : request.protocolVersion().text();
        boolean readable = request.decoderResult().isSuccess();
        AccessEntry entry = entry(caller, origin, protocol, readable ? asked(request, id) : null);
        var form = AnswerForm.of(fields.get(HttpHeaderNames.ACCEPT), site.answers());
        return new Arrival(log, entry, origin, id, form);
    }

    /** Something that never became a request. */
    Arrival headless(Caller caller) {
        String protocol = caller.http2() ? "HTTP/2" : "HTTP/1.1";
        var form = AnswerForm.of(null, site.answers());
        return new Arrival(log, entry(caller, caller.peer(), protocol, null), caller.peer(), ids.next(), form);
    }

    private AccessEntry entry(
            Caller caller, TrustedProxies.Origin origin, String protocol, AccessEntry.@Nullable Asked asked) {
        var came = new AccessEntry.Came(site.listener().name(), origin.text(), protocol, caller.tls());
        return new AccessEntry(came, asked);
    }

    private static AccessEntry.Asked asked(HttpRequest request, String id) {
        int query = request.uri().indexOf('?');
        String path = query < 0 ? request.uri() : request.uri().substring(0, query);
        return new AccessEntry.Asked(
                id, request.method().name(), request.headers().get(HttpHeaderNames.HOST), path);
    }

    /** The answer to a plain request that is for another listener to serve, or null. */
    private @Nullable OwnAnswer redirect(HttpRequest request, Caller caller) {
        return site.listener()
                .redirect()
                // Who has come by TLS to a proxy that ends it would come back here, again and again.
                .filter(to -> !proxies.secured(request.headers(), caller.peer()))
                .map(to -> elsewhere.answer(to, request))
                .orElse(null);
    }

    void change(Site other) {
        site = other;
        proxies = TrustedProxies.of(other.listener().trustedProxies());
        authority = other.listener().bind().toString();
    }
}
