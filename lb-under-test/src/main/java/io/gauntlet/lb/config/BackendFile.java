package io.gauntlet.lb.config;

import java.nio.file.Path;
import java.util.List;

/**
 * A file that lists backends as a pool of the configuration does; in JSON where its name ends in {@code .json}, else in YAML.
 *
 * @param hash SHA-256 of its bytes in hexadecimal
 */
public record BackendFile(List<BackendConfig> backends, String hash) {
    public BackendFile {
        backends = List.copyOf(backends);
    }

    /** Reads and checks it. Throws {@link ConfigException}, which says where and what, when it cannot be used as a whole. */
    public static BackendFile read(Path file) {
        TextFile read = TextFile.read(file, "a list of backends");
        try (Section root = Section.of(YamlReader.read(file.toString(), read.text(), "backends"), "the file")) {
            if (!root.has("backends")) {
                throw root.missing("backends");
            }
            return new BackendFile(PoolReader.backends(root), read.hash());
        }
    }
}
