package io.gauntlet.backends.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Counts each session's visits, in memory alone: a session that comes to another backend, or back after a restart, begins
 * at 1 again, and so it shows that it was lost. Thread-safe.
 */
final class Sessions {

    static final String COOKIE = "GSESSION";
    static final int MAX_SESSIONS = 100_000;
    private static final int MAX_ID_LENGTH = 100;

    /** The sessions that were not seen for longest are dropped first. */
    @GuardedBy("this") private final Map<String, Long> visits = new LinkedHashMap<>(16, 0.75f, true);

    /** One visit more; names the session when the client does not. */
    Content visit(String backend, HttpServerExchange exchange) {
        Cookie cookie = exchange.getRequestCookie(COOKIE);
        String id;
        if (cookie == null || cookie.getValue().isEmpty() || cookie.getValue().length() > MAX_ID_LENGTH) {
            id = UUID.randomUUID().toString();
            exchange.setResponseCookie(new CookieImpl(COOKIE, id).setPath("/"));
        } else {
            id = cookie.getValue();
        }
        long count = count(id);
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("backend", backend)
                .put("session", id)
                .put("count", count)
                .toString();
        return FixedContent.json(json.getBytes(StandardCharsets.UTF_8));
    }

    private synchronized long count(String id) {
        long count = visits.merge(id, 1L, Long::sum);
        if (visits.size() > MAX_SESSIONS) {
            visits.remove(visits.keySet().iterator().next());
        }
        return count;
    }

    /** Gives how many there were. */
    synchronized int forgetAll() {
        int count = visits.size();
        visits.clear();
        return count;
    }
}
