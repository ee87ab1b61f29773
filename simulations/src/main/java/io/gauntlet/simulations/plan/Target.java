package io.gauntlet.simulations.plan;

import java.time.Duration;
import java.util.List;

/**
 * Where the traffic goes and how; {@code sessions} of 0 means that no cookies are kept.
 *
 * @param baseUrls at least one, all of one scheme, in lower case, without a slash at the end
 */
public record Target(List<String> baseUrls, Connections connections, int sessions, Timeouts timeouts, Answers answers) {
    /** How long a whole request may take, and the connecting alone. */
    public record Timeouts(Duration request, Duration connect) {}

    /** How answers are read: the header that names the backend, and which statuses are expected. */
    public record Answers(String backendHeader, Expect expect) {
        /** What holds where a plan does not say otherwise. */
        public static final Answers DEFAULT = new Answers("X-Backend", Expect.OK);
    }

    public Target {
        baseUrls = List.copyOf(baseUrls);
    }

    /** Where the arrival with this sequence number goes: strictly round robin, so that it can be told from the id alone. */
    public String baseUrl(int sequence) {
        return baseUrls.get(Math.floorMod(sequence, baseUrls.size()));
    }

    /** Whether requests go over TLS. */
    public boolean secure() {
        return baseUrls.get(0).startsWith("https:");
    }
}
