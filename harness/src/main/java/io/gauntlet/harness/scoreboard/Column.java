package io.gauntlet.harness.scoreboard;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One balancer's stored run.
 *
 * @param run the folder's name
 * @param tested product and version
 * @param command that makes it again
 * @param cells by check, in the catalogue's order
 * @param files its configuration
 */
public record Column(String run, Tested tested, String command, Map<String, Cell> cells, List<ConfigFile> files) {
    /** What was tested, and how long it took. */
    public record Tested(String target, String version, Duration took) {}

    /** A file of a configuration, by its name in the run's folder. */
    public record ConfigFile(String name, String text) {}

    public Column {
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
        files = List.copyOf(files);
    }

    /** The balancer's name. */
    public String target() {
        return tested.target();
    }
}
