package io.gauntlet.lb.http;

import io.gauntlet.lb.config.RedirectConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests that came without TLS to a listener that has it. Thread-safe.
 *
 * @param ports that listeners are bound to, by their names
 */
record Elsewhere(Map<String, Integer> ports) {
    private static final int HTTPS = 443;

    /** {@code uri-host} with a port or without (RFC 9110 section 7.2), and nothing that is one by its letter only. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");

    /**
     * 308 whatever the method: it alone lets nobody turn a POST into a GET (RFC 9110 section 15.4.9), and whoever asks with
     * GET or HEAD asks so again.
     */
    OwnAnswer answer(RedirectConfig redirect, HttpRequest request) {
        @Nullable Integer bound = ports.get(redirect.listener());
        @Nullable String host = request.headers().get(HttpHeaderNames.HOST);
        if (host == null) {
            return OwnAnswer.badRequest("Host is missing");
        }
        var matcher = HOST.matcher(host);
        if (!matcher.matches()) {
            return OwnAnswer.badRequest("Host is malformed");
        }
        if (redirect.port().isEmpty() && bound == null) {
            // Its turn to be bound comes in a moment.
            return OwnAnswer.NO_BACKEND;
        }
        int port = redirect.port().orElseGet(() -> bound == null ? HTTPS : bound);
        String path = request.uri().startsWith("/") ? request.uri() : "/";
        return OwnAnswer.redirect("https://" + matcher.group(1) + (port == HTTPS ? "" : ":" + port) + path);
    }
}
