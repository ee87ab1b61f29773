package io.gauntlet.harness.external;

import io.gauntlet.harness.settings.Policy;
import io.gauntlet.harness.target.Application;
import io.gauntlet.harness.target.Capability;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a user says of a balancer.
 *
 * @param name for print and for folder names
 * @param urls where its traffic goes in, instances of one balancer
 * @param offers what it offers beyond the policy: {@link Capability#AFFINITY}, {@link Capability#WEBSOCKETS}
 */
public record Description(String name, List<URI> urls, Policy policy, Set<Capability> offers, Application application) {
    private static final int MOST_URLS = 64;

    public Description {
        urls = urls.stream().map(Description::checked).toList();
        offers = Set.copyOf(offers);
        if (urls.isEmpty() || urls.size() > MOST_URLS || new HashSet<>(urls).size() != urls.size()) {
            throw new IllegalArgumentException(
                    "url: " + urls + " (expected: 1 to " + MOST_URLS + " URLs, each of them once)");
        }
        if (urls.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new IllegalArgumentException("url: " + urls + " (expected: all http or all https)");
        }
    }

    private static URI checked(URI url) {
        boolean scheme = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        boolean bare = url.getRawPath() == null || url.getRawPath().isEmpty() || "/".equals(url.getRawPath());
        if (!scheme || url.getHost() == null || !bare || url.getRawQuery() != null || url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("url: " + url + " (expected: http://HOST:PORT or https://HOST:PORT)");
        }
        return URI.create(url.getScheme() + "://" + url.getRawAuthority());
    }

    /** A URL as the name of a target. */
    public static String nameOf(URI url) {
        return String.valueOf(url.getRawAuthority()).replaceAll("[^A-Za-z0-9.-]", "-");
    }
}
