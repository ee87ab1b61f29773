package io.gauntlet.lb.http;

import io.gauntlet.lb.balance.Hash;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may tell for whom a request is. Immutable. */
public final class TrustedProxies {
    private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");

    /** A scheme alone, or the one of an element of {@code Forwarded}, quoted or not (RFC 7239 section 4). */
    private static final Pattern HTTPS = Pattern.compile("(?i)https|(.*;)?\\s*proto=\"?https\"?\\s*(;.*)?");

    private final List<IpSubnetFilterRule> subnets;

    private TrustedProxies(List<IpSubnetFilterRule> subnets) {
        this.subnets = List.copyOf(subnets);
    }

    /**
     * Those in these subnets, such as {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException for what is none
     */
    public static TrustedProxies of(List<String> subnets) {
        return new TrustedProxies(subnets.stream().map(TrustedProxies::rule).toList());
    }

    private static IpSubnetFilterRule rule(String subnet) {
        int slash = subnet.indexOf('/');
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(subnet.substring(0, slash));
        return new IpSubnetFilterRule(address, Integer.parseInt(subnet.substring(slash + 1)), IpFilterRuleType.ACCEPT);
    }

    boolean trust(InetAddress address) {
        if (subnets.isEmpty()) {
            return false;
        }
        var socket = new InetSocketAddress(address, 0);
        for (IpSubnetFilterRule subnet : subnets) {
            if (subnet.matches(socket)) {
                return true;
            }
        }
        return false;
    }

    /**
     * For whom the request is: the last address on the way whom no trusted proxy answers for. Whatever stands before that in
     * X-Forwarded-For anybody may have written.
     */
    Origin origin(HttpHeaders fields, Origin peer) {
        if (!trust(peer.address())) {
            return peer;
        }
        Origin last = peer;
        String[] way = String.join(",", fields.getAll(FOR)).split(",", -1);
        for (int i = way.length - 1; i >= 0; i--) {
            @Nullable InetAddress before = NetUtil.createInetAddressFromIpAddressString(way[i].strip());
            if (before == null) {
                return last;
            }
            last = Origin.of(before);
            if (!trust(before)) {
                return last;
            }
        }
        return last;
    }

    /**
     * Whether the client came by TLS to the first of the trusted proxies on the way of a request, whose last one is the peer. Each
     * proxy adds to what was said before, or leaves it be; so with as many of them as X-Forwarded-For tells, what counts is said
     * that far from the end, or at the beginning.
     */
    boolean secured(HttpHeaders fields, Origin peer) {
        if (!trust(peer.address())) {
            return false;
        }
        int proxies = 1;
        String[] way = elements(fields, FOR);
        for (int i = way.length - 1; i >= 0 && trusted(way[i]); i--) {
            proxies++;
        }
        String[] schemes = elements(fields, ForwardedFields.PROTO);
        if (schemes.length == 0) {
            schemes = elements(fields, ForwardedFields.FORWARDED);
        }
        if (schemes.length == 0) {
            return false;
        }
        return HTTPS.matcher(schemes[Math.max(0, schemes.length - proxies)]).matches();
    }

    private boolean trusted(String text) {
        @Nullable InetAddress address = NetUtil.createInetAddressFromIpAddressString(text);
        return address != null && trust(address);
    }

    private static String[] elements(HttpHeaders fields, AsciiString name) {
        return Stream.of(String.join(",", fields.getAll(name)).split(",", -1))
                .map(String::strip)
                .filter(element -> !element.isEmpty())
                .toArray(String[]::new);
    }

    /**
     * Where a request comes from.
     *
     * @param text the address as text
     * @param key the hash of the address
     */
    record Origin(InetAddress address, String text, long key) {
        static Origin of(InetAddress address) {
            return new Origin(address, address.getHostAddress(), Hash.of(address));
        }
    }
}
