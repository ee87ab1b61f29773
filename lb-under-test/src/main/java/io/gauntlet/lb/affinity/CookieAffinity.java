package io.gauntlet.lb.affinity;

import io.gauntlet.lb.config.CookieConfig;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Affinity by a cookie that holds all there is to know, so it survives restarts and needs no table.
 *
 * <pre>
 *   value = Base64url( issued: 8 bytes, epoch seconds | name: 8 bytes | signature: 16 bytes )
 *   name = HMAC-SHA256(key, "backend" pool cookie id), truncated: opaque, yet found again by a look-up
 *   signature = HMAC-SHA256(key, "cookie" pool cookie issued name), truncated (RFC 2104 section 5)
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class CookieAffinity implements Affinity {
    private static final int NAME_OFFSET = 8;
    private static final int SIGNATURE_OFFSET = 16;
    private static final int LENGTH = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final CookieConfig config;
    private final String scope;
    private final Clock clock;
    private final ThreadLocal<Mac> macs;
    private volatile Names names = new Names(List.of(), Map.of());

    /**
     * @param pool cookies of one pool mean nothing to another
     */
    public CookieAffinity(CookieConfig config, String pool, SessionKey key, Clock clock) {
        this.config = config;
        this.scope = '\0' + pool + '\0' + config.name() + '\0';
        this.clock = clock;
        var secret = new SecretKeySpec(key.secret(), ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(secret));
    }

    @Override
    public @Nullable Bond read(@Nullable String cookies, Snapshot snapshot) {
        String value = cookies == null ? null : CookieField.value(cookies, config.name());
        byte[] token = value == null ? null : decode(value);
        if (token == null || token.length != LENGTH) {
            return null;
        }
        byte[] signature = Arrays.copyOfRange(token, SIGNATURE_OFFSET, LENGTH);
        if (!MessageDigest.isEqual(signature, sign(token))) {
            return null;
        }
        ByteBuffer fields = ByteBuffer.wrap(token);
        Duration age = Duration.ofSeconds(clock.instant().getEpochSecond() - fields.getLong(0));
        if (age.compareTo(config.ttl()) >= 0) {
            return null;
        }
        Backend backend = names(snapshot.eligible()).byName.get(fields.getLong(NAME_OFFSET));
        // Renewed at half time: a session in use never ends, and most answers carry no cookie.
        return backend == null ? null : new Bond(backend, age.multipliedBy(2).compareTo(config.ttl()) >= 0);
    }

    @Override
    public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
        if (bond != null && bond.backend() == backend && !bond.stale()) {
            return null;
        }
        ByteBuffer token = ByteBuffer.allocate(LENGTH)
                .putLong(clock.instant().getEpochSecond())
                .putLong(name(backend));
        token.put(sign(token.array()));
        return config.name() + '=' + Base64.getUrlEncoder().withoutPadding().encodeToString(token.array())
                + "; Path=/; Max-Age=" + config.ttl().toSeconds() + "; HttpOnly; SameSite=Lax";
    }

    private static byte @Nullable [] decode(String value) {
        try {
            return Base64.getUrlDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] sign(byte[] token) {
        Mac mac = macs.get();
        mac.update(("cookie" + scope).getBytes(StandardCharsets.UTF_8));
        mac.update(token, 0, SIGNATURE_OFFSET);
        return Arrays.copyOf(mac.doFinal(), LENGTH - SIGNATURE_OFFSET);
    }

    private long name(Backend backend) {
        byte[] hash = macs.get().doFinal(("backend" + scope + backend.id()).getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(hash).getLong();
    }

    private Names names(List<Backend> eligible) {
        Names current = names;
        if (current.eligible != eligible) {
            Map<Long, Backend> byName = new HashMap<>();
            for (Backend backend : eligible) {
                byName.put(name(backend), backend);
            }
            current = new Names(eligible, byName);
            names = current;
        }
        return current;
    }

    private static Mac mac(SecretKeySpec secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("key-file: unusable key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is required of every Java platform", e);
        }
    }

    /** The names of the eligible backends of one snapshot. */
    private record Names(List<Backend> eligible, Map<Long, Backend> byName) {}
}
