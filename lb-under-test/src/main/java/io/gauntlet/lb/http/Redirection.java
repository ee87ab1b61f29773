package io.gauntlet.lb.http;

import io.gauntlet.lb.config.RouteAction;
import io.gauntlet.lb.route.Rewrite;
import io.gauntlet.lb.target.HostName;
import io.gauntlet.lb.target.PathForm;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients where to ask instead. Immutable.
 *
 * @param path makes the path that they are told
 */
record Redirection(RouteAction.Redirect to, Rewrite path) {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** Of a request whose fields say already by which scheme it came. */
    OwnAnswer answer(HttpRequest request) {
        PathForm.Normal changed = path.of(request.uri());
        if (changed instanceof PathForm.Normal.Refused refused) {
            return OwnAnswer.badRequest(refused.reason());
        }
        String target =
                changed instanceof PathForm.Normal.Path found && found.text().startsWith("/") ? found.text() : "/";
        HttpResponseStatus status = HttpResponseStatus.valueOf(to.status());
        if (to.scheme().isEmpty() && to.host().isEmpty() && to.port().isEmpty()) {
            // Relative, so that it holds whatever stands before this balancer (RFC 9110 section 10.2.2).
            return OwnAnswer.redirect(status, target);
        }
        @Nullable String host = host(request);
        return host == null
                ? OwnAnswer.badRequest("Host is missing or malformed")
                : OwnAnswer.redirect(status, origin(scheme(request), host) + target);
    }

    private @Nullable String host(HttpRequest request) {
        @Nullable String asked = request.headers().get(HttpHeaderNames.HOST);
        int end = asked == null ? -1 : HostName.end(asked);
        return to.host().orElse(asked == null || end < 0 ? null : asked.substring(0, end));
    }

    private String scheme(HttpRequest request) {
        boolean secured = "https".equals(request.headers().get(ForwardedFields.PROTO));
        return to.scheme().orElse(secured ? "https" : "http");
    }

    /** Another port than the scheme's is named, and none without being asked for: the one here may be nobody's there. */
    private String origin(String scheme, String host) {
        OptionalInt port = to.port();
        int usual = scheme.equals("https") ? HTTPS : HTTP;
        return scheme + "://" + host + (port.isEmpty() || port.getAsInt() == usual ? "" : ":" + port.getAsInt());
    }
}
