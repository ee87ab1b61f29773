package io.gauntlet.simulations.play;

import io.netty.handler.codec.http.cookie.ClientCookieDecoder;
import io.netty.handler.codec.http.cookie.Cookie;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of one session, kept over its arrivals (RFC 6265, one host): expiry, Path and Secure are respected,
 * Domain is not looked at. Thread-safe, as arrivals of a session may overlap.
 */
final class CookieJar {
    private record Kept(String name, String value, String path, boolean secure, long expires) {
        boolean sameAs(Kept other) {
            return name.equals(other.name) && path.equals(other.path);
        }
    }

    private final int session;
    private final List<Kept> cookies = new ArrayList<>();

    CookieJar(int session) {
        this.session = session;
    }

    int session() {
        return session;
    }

    /** Takes over a Set-Cookie line of an answer to a request for this path; one that cannot be read is ignored. */
    synchronized void take(String setCookie, String requestPath, long now) {
        Cookie cookie = ClientCookieDecoder.LAX.decode(setCookie);
        if (cookie == null) {
            return;
        }
        long expires = Long.MAX_VALUE;
        if (cookie.maxAge() != Cookie.UNDEFINED_MAX_AGE) {
            expires = cookie.maxAge() <= 0 ? now : now + Math.min(cookie.maxAge(), 1L << 30) * 1_000_000_000L;
        }
        String path = cookie.path() != null && cookie.path().startsWith("/") ? cookie.path() : folder(requestPath);
        Kept kept = new Kept(cookie.name(), cookie.value(), path, cookie.isSecure(), expires);
        cookies.removeIf(kept::sameAs);
        if (expires > now) {
            cookies.add(kept);
        }
    }

    /** The Cookie header of a request for this path; null when there is nothing to send. */
    synchronized @Nullable String header(String requestPath, boolean secure, long now) {
        cookies.removeIf(cookie -> cookie.expires <= now);
        StringBuilder header = new StringBuilder();
        for (Kept cookie : cookies) {
            if (matches(cookie.path, requestPath) && (secure || !cookie.secure)) {
                header.append(header.isEmpty() ? "" : "; ")
                        .append(cookie.name)
                        .append('=')
                        .append(cookie.value);
            }
        }
        return header.isEmpty() ? null : header.toString();
    }

    /** The default path, RFC 6265 section 5.1.4. */
    private static String folder(String requestPath) {
        String path = withoutQuery(requestPath);
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    /** Path-match, RFC 6265 section 5.1.4. */
    private static boolean matches(String cookiePath, String requestPath) {
        String path = withoutQuery(requestPath);
        return path.startsWith(cookiePath)
                && (path.length() == cookiePath.length()
                        || cookiePath.endsWith("/")
                        || path.charAt(cookiePath.length()) == '/');
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
