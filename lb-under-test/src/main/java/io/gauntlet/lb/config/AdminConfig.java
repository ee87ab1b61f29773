package io.gauntlet.lb.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The port of the admin API.
 *
 * @param tokenFile holds the bearer token that every call but the health ones must show
 */
public record AdminConfig(Address bind, Optional<Path> tokenFile) {}
