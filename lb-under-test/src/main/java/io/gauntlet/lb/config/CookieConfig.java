package io.gauntlet.lb.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Session affinity by a cookie.
 *
 * @param ttl how long a session stays with its backend after it was last told so
 * @param keyFile holds the signing key; without one the key, and with it every session, ends with the process
 */
public record CookieConfig(String name, Duration ttl, Optional<Path> keyFile) {}
