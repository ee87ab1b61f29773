package io.gauntlet.backends.server;

import java.net.InetSocketAddress;

/** The written form of an address. */
public final class HostPort {

    private HostPort() {}

    /** {@code 127.0.0.1:80}, or {@code [::1]:80} (RFC 3986, section 3.2.2). */
    public static String of(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
