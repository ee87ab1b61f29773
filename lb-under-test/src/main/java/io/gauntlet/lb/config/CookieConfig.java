package io.gauntlet.lb.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Session affinity by a cookie of the balancer's own.
 *
 * @param ttl how long a session stays with its backend after it was last told so
 * @param keyFile holds the signing keys; without one the key, and with it every session, ends with the process
 * @param attributes what the client's browser may do with it
 */
public record CookieConfig(String name, Duration ttl, Optional<Path> keyFile, Attributes attributes)
        implements AffinityConfig {

    @Override
    public boolean stored() {
        return true;
    }

    /** RFC 6265 section 4.1.2, and SameSite of its successor. */
    public record Attributes(String path, Secure secure, SameSite sameSite) {
        /** Everywhere on this host, from links of other sites, too. */
        public static final Attributes DEFAULT = new Attributes("/", Secure.ON_TLS, SameSite.LAX);
    }

    /** Whether a browser keeps the cookie from connections without TLS. */
    public enum Secure {
        /** Where the client was told of it over TLS. */
        ON_TLS("on-tls"),
        /** Always, since TLS ends before the balancer. */
        ALWAYS("true"),
        /** Never. */
        NEVER("false");

        private final String text;

        Secure(String text) {
            this.text = text;
        }

        /** The name as it stands in the configuration file, such as {@code on-tls}. */
        public String text() {
            return text;
        }
    }

    /** Which requests from other sites carry the cookie. */
    public enum SameSite {
        /** Those that follow a link. */
        LAX,
        /** None. */
        STRICT,
        /** All; browsers ask for {@code Secure} then. */
        NONE;

        /** The name as it stands in the configuration file, such as {@code lax}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
