package io.gauntlet.lb.affinity;

import io.gauntlet.lb.config.ConfigException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/** The secret that signs session cookies; balancers that share the file understand each other's cookies. */
public final class SessionKey {
    private static final int BYTES = 32;

    private final byte[] secret;

    private SessionKey(byte[] secret) {
        this.secret = secret;
    }

    /** A fresh secret that ends with the process. */
    public static SessionKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new SessionKey(secret);
    }

    /** The secret in this file, which is made, readable by its owner alone, when it is missing. */
    public static SessionKey fromFile(Path file) {
        try {
            if (Files.notExists(file)) {
                create(file);
            }
            byte[] secret = Base64.getDecoder().decode(Files.readString(file).strip());
            if (secret.length < BYTES) {
                throw new ConfigException(
                        "key-file " + file + ": " + secret.length + " bytes (expected: at least " + BYTES + ")");
            }
            return new SessionKey(secret);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "key-file " + file + ": not Base64 (expected: " + BYTES + " random bytes in Base64)");
        } catch (IOException e) {
            throw new ConfigException("key-file " + file + ": cannot be read or made: " + e);
        }
    }

    /** Whether the other one makes the same cookies. */
    public boolean sameAs(SessionKey other) {
        return MessageDigest.isEqual(secret, other.secret);
    }

    byte[] secret() {
        return secret.clone();
    }

    private static void create(Path file) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        String text = Base64.getEncoder().encodeToString(random().secret) + "\n";
        // Written aside and moved: a second balancer that starts now must not read half a key.
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".key", ".new", attributes);
        try {
            Files.writeString(draft, text, Set.of(StandardOpenOption.WRITE).toArray(new StandardOpenOption[0]));
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // The other one was first; its key is the key.
        } catch (UnsupportedOperationException e) {
            Files.copy(draft, file);
        } finally {
            Files.delete(draft);
        }
    }
}
