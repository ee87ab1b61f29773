package io.gauntlet.lb.tls;

import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Secrets that are made anew when their files change. A new version that cannot be used leaves the one before in force, which
 * is said once. Read by any thread, looked after by one.
 *
 * <p>A certificate and its key are two files, which nobody can replace at one moment, so they are read when all have rested
 * from one look to the next.
 *
 * @param <T> what is made of the files
 */
final class Live<T extends Secrets> {
    private static final Logger LOG = LoggerFactory.getLogger(Live.class);

    private final Whose whose;
    private final List<PemFile> files;
    private final Supplier<T> reader;
    private volatile T current;
    private volatile boolean broken;
    private Map<Path, Optional<Stamp>> seen;
    private Map<Path, Optional<Stamp>> taken;

    /** Reads the files; blocks. Throws {@link ConfigException} when they cannot be used. */
    Live(Whose whose, List<PemFile> files, Supplier<T> reader) {
        this.whose = whose;
        this.files = files;
        this.reader = reader;
        this.seen = stamps();
        this.taken = seen;
        this.current = reader.get();
    }

    Whose whose() {
        return whose;
    }

    /** What is in force; for one handshake after the other. */
    T current() {
        return current;
    }

    /** Whether the files hold something that cannot be used, so that what was there before is in force. */
    boolean broken() {
        return broken;
    }

    /** Whether both are made of the same files, which held the same when they were read last. */
    boolean sameAs(Live<T> other) {
        return files.equals(other.files) && !broken && current.fingerprint().equals(other.current.fingerprint());
    }

    /** Looks whether the files have changed; true when something new is in force, or cannot be. */
    boolean look() {
        Map<Path, Optional<Stamp>> now = stamps();
        boolean rest = now.equals(seen);
        seen = now;
        if (!rest || now.equals(taken)) {
            return false;
        }
        taken = now;
        return read();
    }

    private boolean read() {
        T before = current;
        try {
            T fresh = reader.get();
            boolean other = !fresh.fingerprint().equals(before.fingerprint());
            if (other) {
                current = fresh;
                LOG.info("{}: new certificates are in force: {}", whose, fresh.credentials());
            } else if (broken) {
                LOG.info("{}: the files of its certificates are as they were", whose);
            }
            broken = false;
            return other;
        } catch (ConfigException e) {
            broken = true;
            LOG.error("{}: new certificates cannot be used, those of before stay in force: {}", whose, e.getMessage());
            return true;
        }
    }

    private Map<Path, Optional<Stamp>> stamps() {
        Map<Path, Optional<Stamp>> stamps = new HashMap<>();
        files.forEach(file -> stamps.put(file.path(), stamp(file.path())));
        return stamps;
    }

    /** Nothing where there is no file, or none that may be read. */
    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * What tells a file from its next version without reading it.
     *
     * @param key of the file system, such as device and inode; null where there is none
     */
    private record Stamp(@Nullable Object key, FileTime modified, long size) {}
}
