package io.gauntlet.harness.bench;

import io.gauntlet.harness.product.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What all balancers of a run have in common.
 *
 * @param tls what they serve HTTPS with
 * @param cores whose processors are whose
 */
record Ground(Path folder, Backends backends, Setup.Tls tls, Cores cores, BenchSettings.Effort effort) {
    /** A new folder for a process of this name. */
    Path folder(String name) {
        try {
            return Files.createTempDirectory(folder, name + "-").toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
