package io.gauntlet.backends;

import io.gauntlet.backends.server.HostPort;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a set of backends is started with. Immutable.
 *
 * @param backends at least one, with different ids
 * @param control where the control API listens; a loopback address, since it asks nobody who he is
 * @param journal a file ending in {@code .csv} for all of them together, or else a directory with one for each
 * @param zeroEpochNanos the moment from which times in the journal count
 * @param features what they speak and do beyond plain HTTP/1.1
 */
public record BackendsSettings(
        List<BackendAddress> backends,
        InetSocketAddress control,
        Optional<Path> journal,
        long zeroEpochNanos,
        Features features) {

    public BackendsSettings {
        backends = List.copyOf(backends);
        if (backends.isEmpty()) {
            throw new UsageException("--backend: none (expected: at least one ID=HOST:PORT)");
        }
        Set<String> ids = new HashSet<>();
        for (BackendAddress backend : backends) {
            if (!ids.add(backend.id())) {
                throw new UsageException(
                        "--backend: id \"%s\" twice (expected: different ids)".formatted(backend.id()));
            }
        }
        for (String id : features.behaviours().keySet()) {
            if (!ids.contains(id)) {
                throw new UsageException("--behaviours: backend \"%s\" (expected one of: %s)"
                        .formatted(id, String.join(", ", ids.stream().sorted().toList())));
            }
        }
        if (!control.getAddress().isLoopbackAddress()) {
            throw new UsageException("--control: %s (expected: a loopback address, since the API has no authentication)"
                    .formatted(HostPort.of(control)));
        }
        if (zeroEpochNanos < 0) {
            throw new UsageException(
                    "--zero: %d (expected: nanoseconds since the epoch, 0 or more)".formatted(zeroEpochNanos));
        }
    }

    /** Plain HTTP/1.1 and the default behaviour. */
    public BackendsSettings(
            List<BackendAddress> backends, InetSocketAddress control, Optional<Path> journal, long zeroEpochNanos) {
        this(backends, control, journal, zeroEpochNanos, Features.none());
    }
}
