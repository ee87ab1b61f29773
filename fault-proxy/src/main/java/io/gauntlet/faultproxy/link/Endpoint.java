package io.gauntlet.faultproxy.link;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A host:port, read, written and complained about as Go's net package does. Immutable.
 *
 * @param host a name, an IP literal, or empty for all interfaces
 */
record Endpoint(String host, int port) {

    private static final int MAX_PORT = 65_535;

    /**
     * Reads {@code host:port}, {@code [ipv6]:port} or an empty string.
     *
     * @throws ListenException if it is none of these
     */
    static Endpoint parse(String text) {
        if (text.isEmpty()) {
            return new Endpoint("", 0);
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0 || text.endsWith("]")) {
            throw new ListenException("address " + text + ": missing port in address");
        }
        var host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new ListenException("address " + text + ": too many colons in address");
        }
        return new Endpoint(host, parsePort(text.substring(colon + 1)));
    }

    private static int parsePort(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ListenException("lookup tcp/" + text + ": unknown port");
        }
        if (text.length() > 5 || Integer.parseInt(text) > MAX_PORT) {
            throw new ListenException("address " + text + ": invalid port");
        }
        return Integer.parseInt(text);
    }

    /** The address if it needs no look-up, so that it may be called on an event loop. */
    @Nullable InetSocketAddress literal() {
        if (host.isEmpty()) {
            return new InetSocketAddress(port);
        }
        var address = NetUtil.createInetAddressFromIpAddressString(host);
        return address == null ? null : new InetSocketAddress(address, port);
    }

    /** The address, looked up if need be, which may block. */
    InetSocketAddress resolve() {
        var literal = literal();
        if (literal != null) {
            return literal;
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException unknown) {
            throw new ListenException("lookup " + host + ": no such host", unknown);
        }
    }

    /** A bound address as Go writes it: {@code 127.0.0.1:80}, {@code [::1]:80}, {@code [::]:80} for all interfaces. */
    static String text(InetSocketAddress address) {
        var ip = address.getAddress();
        if (ip.isAnyLocalAddress()) {
            return "[::]:" + address.getPort();
        }
        var host = NetUtil.toAddressString(ip);
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
