package io.gauntlet.lb.config;

import java.util.Optional;

/**
 * A configuration and what it was read from.
 *
 * @param hash SHA-256 of the file's bytes in hexadecimal, if it came from a file
 */
public record LoadedConfig(BalancerConfig config, Optional<String> hash) {
    /** One that does not come from a file. */
    public static LoadedConfig of(BalancerConfig config) {
        return new LoadedConfig(config, Optional.empty());
    }
}
