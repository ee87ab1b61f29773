package io.gauntlet.faultproxy.link;

import io.gauntlet.faultproxy.toxic.Toxic;

/**
 * A toxic as it stands on a proxy. Immutable.
 *
 * @param name unique on the proxy, over both streams
 * @param stream the stream's name as the client wrote it (any case), since it is echoed
 * @param direction what that name means
 * @param toxicity the share of connections that get it: 0 is none, 1 is all
 */
public record NamedToxic(String name, String stream, Direction direction, float toxicity, Toxic toxic) {

    /** The same toxic with other attributes and another toxicity. */
    public NamedToxic changed(Toxic newToxic, float newToxicity) {
        return new NamedToxic(name, stream, direction, newToxicity, newToxic);
    }
}
