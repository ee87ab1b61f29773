package io.gauntlet.lb.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file of certificates or keys that the configuration names. It is read when it is needed, again and again; two are equal
 * when they are the same file.
 *
 * @param where the place and the key that names it, which begin each message about it
 */
public record PemFile(Path path, String where) {
    /** A bundle of all public authorities has a fifth of it. */
    private static final int MAX_BYTES = 1 << 20;

    /** What it holds now; blocks. Throws {@link ConfigException} when it cannot be read. */
    public String text() {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw error("too large (expected: at most " + MAX_BYTES + " bytes of PEM)");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw error("no such file (expected: a PEM file)");
        } catch (IOException e) {
            throw error("cannot be read (expected: a PEM file that this process may read): "
                    + e.getClass().getSimpleName());
        }
    }

    /** What is wrong with it, and what would be right; must tell nothing of what it holds. */
    public ConfigException error(String message) {
        return new ConfigException(where + ": '" + path + "': " + message);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PemFile file && file.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
