package io.gauntlet.lb.affinity;

import io.gauntlet.lb.pool.Backend;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One key with what it makes of the backends of a pool. Thread-safe.
 *
 * <pre>
 *   token = issued: 8 bytes, epoch seconds | name: 8 bytes | signature: 16 bytes
 *   name = HMAC-SHA256(key, "backend" pool cookie id), truncated: opaque, yet found again by a look-up
 *   signature = HMAC-SHA256(key, "cookie" pool cookie issued name), truncated (RFC 2104 section 5)
 * </pre>
 */
final class CookieSigner {
    static final int LENGTH = 32;

    private static final int NAME_OFFSET = 8;
    private static final int SIGNATURE_OFFSET = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private final String scope;
    private final ThreadLocal<Mac> macs;
    private volatile Names names = new Names(List.of(), Map.of());

    /**
     * @param scope tokens of one scope mean nothing to another
     */
    CookieSigner(byte[] secret, String scope) {
        this.scope = scope;
        var key = new SecretKeySpec(secret, ALGORITHM);
        this.macs = ThreadLocal.withInitial(() -> mac(key));
    }

    /** A token of now. */
    byte[] token(Backend backend, long issued) {
        byte[] token = ByteBuffer.allocate(LENGTH)
                .putLong(issued)
                .putLong(name(backend))
                .array();
        System.arraycopy(sign(token), 0, token, SIGNATURE_OFFSET, LENGTH - SIGNATURE_OFFSET);
        return token;
    }

    /** Whether a token of the right length was made with this key. */
    boolean made(byte[] token) {
        return MessageDigest.isEqual(Arrays.copyOfRange(token, SIGNATURE_OFFSET, LENGTH), sign(token));
    }

    /** When a token was made, in epoch seconds. */
    static long issued(byte[] token) {
        return ByteBuffer.wrap(token).getLong(0);
    }

    /** Whom of these a token that was made with this key names, or null. */
    @Nullable Backend named(byte[] token, List<Backend> backends) {
        return names(backends).byName.get(ByteBuffer.wrap(token).getLong(NAME_OFFSET));
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

    private Names names(List<Backend> backends) {
        Names current = names;
        if (current.backends != backends) {
            Map<Long, Backend> byName = new HashMap<>();
            for (Backend backend : backends) {
                byName.put(name(backend), backend);
            }
            current = new Names(backends, byName);
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

    /** The names of one list of backends; a snapshot's list never changes. */
    private record Names(List<Backend> backends, Map<Long, Backend> byName) {}
}
