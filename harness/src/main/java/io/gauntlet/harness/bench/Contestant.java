package io.gauntlet.harness.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A balancer that takes part, and how it is started.
 *
 * @param version for print
 * @param files its configuration: resources beside this class, with places in them
 * @param accessLog the file's name in its folder
 * @param environment variables of its process
 * @param command what starts it in a folder that has its files
 */
record Contestant(
        String name,
        String version,
        List<String> files,
        String accessLog,
        Map<String, String> environment,
        Function<Path, List<String>> command) {
    /** The reference balancer of this repository, which is what all this is about. */
    static final String OURS = "gauntlet";

    /** The same over io_uring, which not every kernel lets programs have: takes part only where it is asked for. */
    static final String OURS_BY_URING = "gauntlet-io-uring";

    /** The same with a warm-up before it serves; takes part only where it is asked for, and then in its start alone. */
    static final String OURS_WARMED_UP = "gauntlet-warmed-up";

    /** All of these. */
    static final List<String> ALL_OURS = List.of(OURS, OURS_BY_URING, OURS_WARMED_UP);

    /** How long it warms up, in the words of our configuration. */
    private static final String WARM_UP = "8s";

    Contestant {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
    }

    /** Whether it is the reference balancer. */
    boolean ours() {
        return ALL_OURS.contains(name);
    }

    /** Whether nothing but its start differs from another one's. */
    boolean differsByItsStart() {
        return name.equals(OURS_WARMED_UP);
    }

    /** The way to the kernel, in the words of our configuration. */
    String transport() {
        return name.equals(OURS_BY_URING) ? "io-uring" : "auto";
    }

    /** How long it sends itself requests before it serves, in the words of our configuration. */
    String warmUp() {
        return name.equals(OURS_WARMED_UP) ? WARM_UP : "0s";
    }
}
