package io.gauntlet.harness.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What it was measured on.
 *
 * @param processors that this process may use
 */
record Machine(String processor, int processors, String system) {
    private static final int SPARE = 1_000;

    static Machine here() {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"));
    }

    /** The first line of a file that tells something, such as {@code /proc/loadavg}. */
    static Optional<String> firstLine(String file) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Sees that so many connections can be opened.
     *
     * @throws BenchException when they can't
     */
    static void requireDescriptors(int connections) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && system.getMaxFileDescriptorCount() < connections + SPARE) {
            throw new BenchException("ulimit -n: " + system.getMaxFileDescriptorCount() + " (expected: at least "
                    + (connections + SPARE) + " for idle-memory, or fewer connections by --idle)");
        }
    }

    private static String processorName() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("unknown processor");
        } catch (IOException e) {
            return "unknown processor";
        }
    }
}
