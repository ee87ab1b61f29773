package io.gauntlet.lb.affinity;

import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.config.CookieConfig.Secure;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Affinity by a cookie that holds all there is to know, so it survives restarts and needs no table: the Base64url of a token
 * of a {@link CookieSigner}.
 *
 * <p>The first key signs, all are believed. A session that comes with the cookie of another key is told a new one, so an old key can go
 * when the time to live of the last cookie that it made is over. Thread-safe.
 */
public final class CookieAffinity implements Affinity {
    /** Base64 of a token, without padding and with. */
    private static final int MIN_TEXT = 43;

    private static final int MAX_TEXT = 44;

    private static final String SECURE = "; Secure";

    private final CookieConfig config;
    private final Clock clock;
    private final List<CookieSigner> signers;
    private final String attributes;

    /**
     * @param pool cookies of one pool mean nothing to another
     */
    public CookieAffinity(CookieConfig config, String pool, SessionKey key, Clock clock) {
        this.config = config;
        this.clock = clock;
        String scope = '\0' + pool + '\0' + config.name() + '\0';
        this.signers = key.secrets().stream()
                .map(secret -> new CookieSigner(secret, scope))
                .toList();
        this.attributes = attributes(config);
    }

    @Override
    public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
        String cookies = visitor.cookies();
        String value = cookies == null ? null : CookieField.value(cookies, config.name());
        byte[] token = value == null ? null : decode(value);
        if (token == null || token.length != CookieSigner.LENGTH) {
            return null;
        }
        Duration age = Duration.ofSeconds(clock.instant().getEpochSecond() - CookieSigner.issued(token));
        if (age.compareTo(config.ttl()) >= 0) {
            return null;
        }
        for (CookieSigner signer : signers) {
            if (signer.made(token)) {
                // Renewed at half time: a session in use never ends, and most answers carry no cookie.
                boolean stale = signer != signers.get(0) || age.multipliedBy(2).compareTo(config.ttl()) >= 0;
                // One that drains may keep its sessions.
                Backend backend = signer.named(token, snapshot.serving());
                return backend == null ? null : new Bond(backend, stale);
            }
        }
        return null;
    }

    @Override
    public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
        if (bond != null && bond.backend() == backend && !bond.stale()) {
            return null;
        }
        byte[] token = signers.get(0).token(backend, clock.instant().getEpochSecond());
        return config.name() + '=' + Base64.getUrlEncoder().withoutPadding().encodeToString(token) + attributes;
    }

    @Override
    public @Nullable String cookieFor(Visitor visitor, Backend backend, @Nullable Bond bond) {
        String cookie = cookieFor(backend, bond);
        boolean secure = visitor.secured() && config.attributes().secure() == Secure.ON_TLS;
        return cookie == null || !secure ? cookie : cookie + SECURE;
    }

    private static String attributes(CookieConfig config) {
        CookieConfig.Attributes asked = config.attributes();
        String sameSite = switch (asked.sameSite()) {
            case LAX -> "Lax";
            case STRICT -> "Strict";
            case NONE -> "None";
        };
        return "; Path=" + asked.path() + "; Max-Age=" + config.ttl().toSeconds()
                + (asked.secure() == Secure.ALWAYS ? SECURE : "") + "; HttpOnly; SameSite=" + sameSite;
    }

    private static byte @Nullable [] decode(String value) {
        // Nothing else can be one of ours, however long it is.
        if (value.length() < MIN_TEXT || value.length() > MAX_TEXT) {
            return null;
        }
        try {
            return Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
