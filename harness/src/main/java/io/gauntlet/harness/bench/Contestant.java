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

    Contestant {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
    }
}
