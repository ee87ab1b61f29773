package io.gauntlet.harness.scoreboard;

import io.gauntlet.harness.check.Catalogue;
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

    /**
     * What both runs say of it: of a check that is in both, what the later one says. The configuration is the later one's,
     * unless it has none, and so are product and version.
     */
    Column with(Column later) {
        Map<String, Cell> both = new LinkedHashMap<>(cells);
        both.putAll(later.cells);
        Map<String, Cell> inOrder = new LinkedHashMap<>();
        for (var check : Catalogue.load().checks()) {
            var cell = both.remove(check.id());
            if (cell != null) {
                inOrder.put(check.id(), cell);
            }
        }
        inOrder.putAll(both);
        var took = tested.took().plus(later.tested.took());
        return new Column(
                run + ", " + later.run,
                new Tested(later.target(), later.tested.version(), took),
                command + "\n" + later.command,
                inOrder,
                later.files.isEmpty() ? files : later.files);
    }

    /** The balancer's name. */
    public String target() {
        return tested.target();
    }
}
