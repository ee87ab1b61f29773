package io.gauntlet.faultproxy.api;

import io.gauntlet.faultproxy.link.Proxies;
import java.util.Optional;

/** Proxies made of a JSON array, for a configuration file. */
public final class Population {

    private Population() {}

    /** Makes them one by one, as {@code /populate} does; returns its error, if there is one. */
    public static Optional<String> of(Proxies proxies, String json) {
        return new ProxyCalls(proxies).populateAll(json, proxy -> {}).map(ProxyCalls.Refusal::message);
    }
}
