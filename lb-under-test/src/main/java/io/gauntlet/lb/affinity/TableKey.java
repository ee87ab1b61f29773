package io.gauntlet.lb.affinity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** What a session is kept under: its name as it is, or a hash of it, so that no client decides how much memory it takes. */
final class TableKey {
    /** Any usual session id. */
    static final int MAX_LENGTH = 64;

    private TableKey() {}

    /** The key of a session's name; null where there is none. */
    static @Nullable String of(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            return null;
        }
        // No field has a NUL in it, so nobody can pass the hash of another's name off as a name.
        return name.length() <= MAX_LENGTH ? name : '\0' + hash(name);
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return new String(digest, StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
