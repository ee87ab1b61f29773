package io.gauntlet.lb.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A port that clients connect to, and where their requests go.
 *
 * @param routing what becomes of requests
 * @param waits how long clients are waited for; with TCP they are not
 * @param halfClose what a client of HTTP/1 is taken for that says no more
 * @param maxStreams requests at once on one connection of HTTP/2; 0 where only HTTP/1 is spoken
 * @param trustedProxies subnets, such as {@code 10.0.0.0/8}, of those who may say for whom a request is
 * @param security whether there is TLS; with TCP that is the business of those who talk
 * @param maxConnections open at once; without it as many as the process can serve
 */
public record ListenerConfig(
        String name,
        Address bind,
        Protocol protocol,
        RoutingConfig routing,
        Waits waits,
        HalfClose halfClose,
        int maxStreams,
        Security security,
        List<String> trustedProxies,
        OptionalInt maxConnections) {
    /** How many requests share a connection where nothing is said about it. */
    static final int MAX_STREAMS = 100;

    public ListenerConfig {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /**
     * How long clients of HTTP are waited for.
     *
     * @param head for the whole head of a request, from its first byte
     * @param idle for a connection between two requests, and for a request's body to go on
     */
    public record Waits(Duration head, Duration idle) {
        /** What holds without a word about it. */
        static final Waits USUAL = new Waits(Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    /** Tried in this order; the first that matches wins. */
    public List<RouteConfig> routes() {
        return routing.routes();
    }

    /** Where all goes with TCP. */
    public String onlyPool() {
        return ((RouteAction.ToPool) routes().get(0).action()).pool();
    }

    public Duration headTimeout() {
        return waits.head();
    }

    public Duration idleTimeout() {
        return waits.idle();
    }

    /** How it ends the TLS of its clients, if they have any. */
    public Optional<TlsConfig> tls() {
        return security.tls();
    }

    /** Where it sends its clients, if it does not serve them itself. */
    public Optional<RedirectConfig> redirect() {
        return security.redirect();
    }
}
