package io.gauntlet.harness.target;

import io.gauntlet.harness.settings.Policy;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A balancer that somebody else started and configured: all that is known of it is its URL and what is declared. */
public final class UrlTarget implements Target {
    private final URI url;
    private final Policy policy;
    private final Set<Capability> capabilities;

    /**
     * A target that is declared to do {@code policy}.
     *
     * @param affinity whether it keeps sessions by a cookie
     * @throws IllegalArgumentException when the URL is not a plain {@code http://host:port}
     */
    public UrlTarget(URI url, Policy policy, boolean affinity) {
        this.url = checked(url);
        this.policy = policy;
        this.capabilities = EnumSet.of(
                Capability.BACKENDS,
                Capability.IDENTITY,
                policy.equalWeights() ? Capability.EQUAL_WEIGHTS : Capability.WEIGHTS);
        if (affinity) {
            capabilities.add(Capability.AFFINITY);
        }
        if (!policy.answerWithin().isZero()) {
            capabilities.add(Capability.ANSWER_TIMEOUT);
        }
        if (policy.maxInFlight() > 0) {
            capabilities.add(Capability.MAX_IN_FLIGHT);
        }
    }

    private static URI checked(URI url) {
        boolean plain = "http".equals(url.getScheme()) && url.getHost() != null;
        boolean bare = url.getRawPath() == null || url.getRawPath().isEmpty() || "/".equals(url.getRawPath());
        if (!plain || !bare || url.getRawQuery() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url: " + url + " (expected: http://HOST:PORT)");
        }
        return URI.create("http://" + url.getRawAuthority());
    }

    @Override
    public String name() {
        return url.getRawAuthority().replaceAll("[^A-Za-z0-9.-]", "-");
    }

    @Override
    public void start(Map<String, String> backends) {
        // It runs already.
    }

    @Override
    public URI url() {
        return url;
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.copyOf(capabilities);
    }

    @Override
    public Policy policy() {
        return policy;
    }

    @Override
    public Control control() {
        return Control.NONE;
    }

    @Override
    public boolean reset(List<Integer> weights) {
        return false;
    }

    @Override
    public boolean renew() {
        return false;
    }

    @Override
    public void close() {
        // It is not ours to stop.
    }
}
