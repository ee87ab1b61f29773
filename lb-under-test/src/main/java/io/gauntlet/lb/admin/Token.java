package io.gauntlet.lb.admin;

import io.gauntlet.lb.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bearer token that callers must show (RFC 6750 section 2.1), or none. Immutable. */
final class Token {
    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] secret;

    private Token(byte @Nullable [] secret) {
        this.secret = secret;
    }

    static Token of(Optional<Path> file) {
        return file.isEmpty() ? new Token(null) : read(file.get());
    }

    private static Token read(Path file) {
        try {
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new ConfigException("token-file " + file + ": empty (expected: a token)");
            }
            return new Token(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new ConfigException("token-file " + file + ": cannot be read: " + e);
        }
    }

    boolean needed() {
        return secret != null;
    }

    boolean admits(@Nullable String authorization) {
        if (secret == null) {
            return true;
        }
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        secret, authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
    }
}
