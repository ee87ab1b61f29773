package io.gauntlet.faultproxy.link;

/**
 * What a proxy is told to do.
 *
 * @param listen host:port to accept on; port 0 takes any, an empty string any on all interfaces
 * @param upstream host:port to connect to
 * @param enabled whether it accepts connections
 */
public record ProxySettings(String listen, String upstream, boolean enabled) {}
