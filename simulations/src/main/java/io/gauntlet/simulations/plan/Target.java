package io.gauntlet.simulations.plan;

import java.time.Duration;

/** Where the traffic goes and how; {@code sessions} of 0 means that no cookies are kept. */
public record Target(
        String baseUrl, Connections connections, int sessions, Duration requestTimeout, Duration connectTimeout) {
    /** Whether requests go over TLS. */
    public boolean secure() {
        return baseUrl.startsWith("https:");
    }
}
