package io.gauntlet.lb.http;

import io.gauntlet.lb.http1.Malformed;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns away what RFC 9112 lets a proxy turn away, and brings the target into origin-form. Stateless. */
final class RequestCheck {
    private static final int MAX_FIELDS = 100;
    private static final String NOT_IN_HOST = ",/@?#\\<>\"";

    private RequestCheck() {}

    /**
     * What is wrong with the request, or null.
     *
     * @param scheme of the URIs that are served on its connection
     */
    static @Nullable OwnAnswer check(HttpRequest request, String scheme) {
        if (request.decoderResult().isFailure()) {
            return undecodable(request.decoderResult().cause());
        }
        if (request.protocolVersion().majorVersion() != 1) {
            return OwnAnswer.OTHER_VERSION;
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            return OwnAnswer.NO_TUNNEL;
        }
        if (request.headers().size() > MAX_FIELDS) {
            return OwnAnswer.HEAD_TOO_LARGE;
        }
        @Nullable OwnAnswer wrong = checkTarget(request, scheme);
        if (wrong == null) {
            wrong = checkHost(request);
        }
        return wrong;
    }

    private static OwnAnswer undecodable(Throwable cause) {
        if (!(cause instanceof Malformed malformed)) {
            return OwnAnswer.badRequest("the request is malformed");
        }
        return switch (malformed.kind()) {
            case SYNTAX -> OwnAnswer.badRequest(malformed.reason());
            case TARGET_TOO_LONG -> OwnAnswer.URI_TOO_LONG;
            case HEAD_TOO_LARGE -> OwnAnswer.HEAD_TOO_LARGE;
            case UNKNOWN_CODING -> OwnAnswer.UNKNOWN_CODING;
        };
    }

    /** RFC 9112 section 3.2. */
    private static @Nullable OwnAnswer checkTarget(HttpRequest request, String scheme) {
        String uri = request.uri();
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 127 || c == '#') {
                return OwnAnswer.badRequest("the request target has a character that must be encoded");
            }
        }
        if (uri.startsWith("/") || (uri.equals("*") && request.method().equals(HttpMethod.OPTIONS))) {
            return null;
        }
        String begin = scheme + "://";
        if (!uri.regionMatches(true, 0, begin, 0, begin.length())) {
            return OwnAnswer.badRequest("the request target is neither a path nor a URI of this port");
        }
        absoluteToOrigin(request, uri, begin.length());
        return null;
    }

    /** The authority of an absolute-form target replaces what Host says (RFC 9112 section 3.2.2). */
    private static void absoluteToOrigin(HttpRequest request, String uri, int begin) {
        int end = begin;
        while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') {
            end++;
        }
        String rest = uri.substring(end);
        boolean whole = rest.isEmpty() && request.method().equals(HttpMethod.OPTIONS);
        // Of a server as a whole it asks by a target without a path (RFC 9112 section 3.2.4).
        request.setUri(whole ? "*" : rest.startsWith("/") ? rest : "/" + rest);
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        boolean mayLack = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
        if (hosts == 1 || (hosts == 0 && mayLack)) {
            request.headers().set(HttpHeaderNames.HOST, uri.substring(begin, end));
        }
    }

    private static @Nullable OwnAnswer checkHost(HttpRequest request) {
        List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.isEmpty()) {
            boolean old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
            return old ? null : OwnAnswer.badRequest("Host is missing");
        }
        if (hosts.size() > 1) {
            return OwnAnswer.badRequest("Host is there more than once");
        }
        return allowed(hosts.get(0)) ? null : OwnAnswer.badRequest("Host is malformed");
    }

    private static boolean allowed(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c >= 127 || NOT_IN_HOST.indexOf(c) >= 0) {
                return false;
            }
        }
        return !host.isEmpty();
    }
}
