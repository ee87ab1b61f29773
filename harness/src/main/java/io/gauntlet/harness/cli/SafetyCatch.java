package io.gauntlet.harness.cli;

import io.gauntlet.harness.settings.Load;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Keeps a slip of the pen from loading somebody else's balancer. */
final class SafetyCatch {
    /** What a browser or two might do as well, in requests a second. */
    private static final double HARMLESS = 50;

    /** Unique local addresses of IPv6, fc00::/7 (RFC 4193), which the JDK does not call site-local. */
    private static final int UNIQUE_LOCAL = 0xfc;

    private SafetyCatch() {}

    /**
     * Refuses loads that could hurt an address that is not plainly the user's own.
     *
     * @param meant whether the user said that it is meant
     */
    static void check(List<URI> urls, Load load, boolean meant) {
        if (meant || load.peakRps() <= HARMLESS) {
            return;
        }
        for (var url : urls) {
            if (!ours(url)) {
                throw new UsageException(("--url: %s is neither loopback nor a private address, and up to %.0f"
                                + " requests/s go there (expected: at most %.0f in all, that is --target-rps times"
                                + " --headroom, or --i-may-load-this-target)")
                        .formatted(url, load.peakRps(), HARMLESS));
            }
        }
    }

    private static boolean ours(URI url) {
        try {
            var host = url.getHost().replaceAll("^\\[|]$", "");
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(SafetyCatch::local);
        } catch (UnknownHostException e) {
            throw new UsageException("--url: " + url + " (expected: a host that can be found): no such host");
        }
    }

    private static boolean local(InetAddress address) {
        var bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == UNIQUE_LOCAL;
        return address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || uniqueLocal;
    }
}
