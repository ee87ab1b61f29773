package io.gauntlet.lb.admin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages out of an API without a token: any page that somebody on this machine looks at can make their browser
 * send requests here, and a name of its own that points here makes them look like its own (DNS rebinding). Immutable.
 *
 * @param boundHost as the configuration has it
 */
record WebPages(String boundHost) {
    private static final String BROWSER = "Mozilla/";

    /**
     * Throws what the sender is told when it may be a web page.
     *
     * @param local where the request came in
     */
    void refuse(HttpRequest request, @Nullable SocketAddress local) {
        HttpHeaders fields = request.headers();
        if (fields.contains(HttpHeaderNames.ORIGIN)) {
            throw refusal("an Origin");
        }
        boolean changing =
                !request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD);
        if (changing && fields.getAll(HttpHeaderNames.USER_AGENT).stream().anyMatch(WebPages::browser)) {
            throw refusal("a browser's User-Agent");
        }
        List<String> hosts = fields.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1 || !ours(hosts.get(0), local)) {
            throw refusal("Host " + hosts);
        }
    }

    private static boolean browser(String agent) {
        return agent.regionMatches(true, 0, BROWSER, 0, BROWSER.length());
    }

    private boolean ours(String field, @Nullable SocketAddress local) {
        String host = withoutPort(field);
        if (host.equalsIgnoreCase("localhost") || host.equalsIgnoreCase(boundHost)) {
            return true;
        }
        @Nullable InetAddress literal = literal(host);
        // Bound to all addresses, the one that the caller took is as good as a bound one; no page can have it for a
        // name.
        return literal != null
                && (literal.isLoopbackAddress()
                        || (local instanceof InetSocketAddress here && literal.equals(here.getAddress())));
    }

    private static String withoutPort(String field) {
        int colon = field.lastIndexOf(':');
        String host = colon > field.lastIndexOf(']') ? field.substring(0, colon) : field;
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address, if it is one: nothing is looked up. */
    private static @Nullable InetAddress literal(String host) {
        byte @Nullable [] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiException refusal(String what) {
        return new ApiException(
                HttpResponseStatus.FORBIDDEN,
                "may come from a web page: " + what + " (expected: no Origin, no browser, and a Host that is localhost,"
                        + " a loopback address or the bound one; with a token-file any)");
    }
}
