package io.gauntlet.lb.config;

import java.util.Optional;

/** Whether a listener has TLS, or sends its clients to one that has; at most one of both. */
public record Security(Optional<TlsConfig> tls, Optional<RedirectConfig> redirect) {
    /** Plain requests, which are served as they are. */
    static final Security NONE = new Security(Optional.empty(), Optional.empty());
}
