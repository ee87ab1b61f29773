package io.gauntlet.lb.affinity;

import io.gauntlet.lb.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;

/**
 * The secrets of session cookies: the first signs them, and all are believed. Balancers that share the file understand
 * each other's cookies. Immutable.
 */
public final class SessionKey {
    private final List<byte[]> secrets;

    private SessionKey(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /** A fresh secret that ends with the process. */
    public static SessionKey random() {
        byte[] secret = new byte[KeyFile.MIN_BYTES];
        new SecureRandom().nextBytes(secret);
        return new SessionKey(List.of(secret));
    }

    /** The secrets in this file, which is made with one, readable by its owner alone, when it is missing. */
    public static SessionKey fromFile(Path path) {
        var file = new KeyFile(path);
        try {
            if (Files.notExists(path)) {
                file.make(random().secrets.get(0));
            }
            return new SessionKey(List.copyOf(file.read()));
        } catch (IOException e) {
            throw new ConfigException("key-file " + path + ": cannot be read or made: " + e);
        }
    }

    /** Whether the other one makes and believes the same cookies. */
    public boolean sameAs(SessionKey other) {
        boolean same = secrets.size() == other.secrets.size();
        for (int i = 0; same && i < secrets.size(); i++) {
            same = MessageDigest.isEqual(secrets.get(i), other.secrets.get(i));
        }
        return same;
    }

    List<byte[]> secrets() {
        return secrets.stream().map(byte[]::clone).toList();
    }
}
