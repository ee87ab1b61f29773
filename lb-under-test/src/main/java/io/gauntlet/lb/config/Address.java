package io.gauntlet.lb.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** A host and a TCP port, as written by the user; port 0 asks for any free one. */
public record Address(String host, int port) {
    private static final int MAX_PORT = 65_535;

    public Address {
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an empty host (expected: host:port)");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " (expected: 0 to 65535)");
        }
    }

    /** Reads {@code host:port}; an IPv6 host stands in brackets. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean bareIpv6 = text.indexOf(':') != colon && !text.startsWith("[");
        if (colon < 1 || bareIpv6) {
            throw new IllegalArgumentException("'" + text + "' (expected: host:port, such as 127.0.0.1:9001)");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            return new Address(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' (expected: host:port with a numeric port)", e);
        }
    }

    /** The address with its name looked up; blocks when the host is a name. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    /** All addresses that its name stands for, the preferred one first; none when nobody knows it. Blocks like {@link #resolve}. */
    public List<InetSocketAddress> resolveAll() {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> new InetSocketAddress(address, port))
                    .toList();
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
