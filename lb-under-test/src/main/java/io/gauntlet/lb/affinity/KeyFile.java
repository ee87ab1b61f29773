package io.gauntlet.lb.affinity;

import io.gauntlet.lb.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A file of secrets: one in Base64 a line, the newest first; blank lines and those that begin with '#' say nothing. */
final class KeyFile {
    static final int MIN_BYTES = 32;

    /** A cookie that nobody made costs one signature for each. */
    static final int MAX_KEYS = 16;

    private static final int MAX_FILE_BYTES = 64 * 1024;

    private final Path file;

    KeyFile(Path file) {
        this.file = file;
    }

    /** The secrets. Throws {@link ConfigException} for what the user can mend, without saying what the file holds. */
    List<byte[]> read() throws IOException {
        List<byte[]> secrets = new ArrayList<>();
        int number = 0;
        for (String line : text().split("\n", -1)) {
            number++;
            String key = line.strip();
            if (key.isEmpty() || key.startsWith("#")) {
                continue;
            }
            if (secrets.size() == MAX_KEYS) {
                throw error(number, "one key more (expected: at most " + MAX_KEYS + ")");
            }
            secrets.add(secret(key, number));
        }
        if (secrets.isEmpty()) {
            throw error(number, "no key up to here (expected: " + MIN_BYTES + " random bytes in Base64 on a line)");
        }
        return secrets;
    }

    private String text() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new ConfigException(
                        "key-file " + file + ": too large (expected: at most " + MAX_FILE_BYTES + " bytes)");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private byte[] secret(String key, int line) {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw error(line, "not Base64 (expected: " + MIN_BYTES + " random bytes in Base64)");
        }
        if (secret.length < MIN_BYTES) {
            throw error(line, secret.length + " bytes (expected: at least " + MIN_BYTES + ", in Base64)");
        }
        return secret;
    }

    private ConfigException error(int line, String what) {
        return new ConfigException("key-file " + file + ":" + line + ": " + what);
    }

    /** Makes the file, readable by its owner alone, with this secret, unless another process makes it first. */
    void make(byte[] secret) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        String text = Base64.getEncoder().encodeToString(secret) + "\n";
        // Written aside and moved: a second balancer that starts now must not read half a key.
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".key", ".new", attributes);
        try {
            Files.writeString(draft, text, StandardOpenOption.WRITE);
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
