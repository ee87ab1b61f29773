package io.gauntlet.simulations.play;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The file descriptors of this process, of which a reserve is kept free: without one a class cannot be loaded, which
 * the JVM never forgives, and neither the ledger nor the report can be written.
 */
final class Descriptors {
    private static final int RESERVE = 500;

    private Descriptors() {}

    /** How many more may be opened; {@link Long#MAX_VALUE} where the system does not tell. */
    static long free() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)) {
            return Long.MAX_VALUE;
        }
        return max() - Math.min(RESERVE, max() / 10) - open(unix);
    }

    /** The limit of this process. */
    static long max() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Counting them takes one; the JDK throws an error when there is none. */
    private static long open(UnixOperatingSystemMXBean unix) {
        try {
            return unix.getOpenFileDescriptorCount();
        } catch (InternalError e) {
            return unix.getMaxFileDescriptorCount();
        }
    }
}
