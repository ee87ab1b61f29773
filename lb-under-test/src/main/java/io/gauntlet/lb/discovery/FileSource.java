package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.BackendConfig;
import io.gauntlet.lb.config.BackendFile;
import io.gauntlet.lb.config.ConfigException;
import io.gauntlet.lb.config.DiscoveryConfig.FileRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that is looked at now and then.
 *
 * <p>One that was replaced by a rename is read at once. One that is written in place is read when it has rested for one
 * interval, because half of a list is a list, too. A file with a mistake is refused as a whole.
 */
final class FileSource implements Source {
    /** A file that was changed this shortly before it was read may be changed again with the same time and size. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    private final Path path;
    private final Duration interval;
    private final Clock clock;
    private @Nullable Stamp seen;
    private @Nullable Stamp taken;
    private boolean young;
    private @Nullable BackendFile content;
    private @Nullable IOException mistake;

    FileSource(FileRegistry registry, Clock clock) {
        this.path = registry.path();
        this.interval = registry.interval();
        this.clock = clock;
    }

    @Override
    public Answer ask(int most) throws IOException {
        Stamp now = stamp();
        boolean settled = seen == null || !now.sameFile(seen) || now.equals(seen);
        seen = now;
        if (settled && (young || !now.equals(taken))) {
            take(now);
        }
        if (mistake != null) {
            throw mistake;
        }
        if (content == null) {
            throw new IOException(path + ": is being written (expected: to rest for " + interval.toMillis() + " ms)");
        }
        List<BackendConfig> backends = content.backends();
        if (backends.size() > most) {
            throw new IOException(path + ": " + backends.size() + " backends (expected: at most " + most + ")");
        }
        return new Answer(backends.stream().map(FileSource::entry).toList(), List.of(), interval);
    }

    private void take(Stamp now) throws IOException {
        long readAt = clock.millis();
        @Nullable BackendFile before = content;
        try {
            BackendFile read = BackendFile.read(path);
            if (!now.equals(stamp())) {
                // Written meanwhile: the next look sees whether it rests.
                return;
            }
            content = before != null && before.hash().equals(read.hash()) ? before : read;
            mistake = null;
        } catch (ConfigException e) {
            mistake = new IOException(e.getMessage(), e);
        }
        taken = now;
        young = readAt - now.modified().toMillis() < YOUNG.toMillis();
    }

    private Stamp stamp() throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            throw new IOException(path + ": no such file (expected: a list of backends)", e);
        } catch (IOException e) {
            throw new IOException(path + ": cannot be read: " + e, e);
        }
        if (!attributes.isRegularFile()) {
            throw new IOException(path + ": not a regular file (expected: a list of backends)");
        }
        return new Stamp(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }

    private static Answer.Entry entry(BackendConfig backend) {
        return new Answer.Entry(
                backend.id(), backend.address().host(), backend.address().port(), backend.weight());
    }

    /** A look costs little, so none is saved. */
    @Override
    public Duration pause(int failures) {
        return interval;
    }

    @Override
    public String toString() {
        return "file " + path;
    }

    /**
     * What tells a file from its next version without reading it.
     *
     * @param key of the file system, such as device and inode; null where there is none
     */
    private record Stamp(@Nullable Object key, FileTime modified, long size) {
        boolean sameFile(Stamp other) {
            return key == null || Objects.equals(key, other.key);
        }
    }
}
