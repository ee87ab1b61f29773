package io.gauntlet.harness.run;

import io.gauntlet.harness.settings.Settings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands in {@code run.json}: enough to judge the run again and to repeat it.
 *
 * @param id short and unique, the first part of every request's id
 * @param target what was tested, such as {@code embedded} or a URL
 * @param zero the run's zero in UTC
 * @param versions of Gauntlet and of what it ran on, by name
 * @param commandLine as it was typed
 */
public record RunInfo(
        int schema,
        String id,
        String target,
        Instant zero,
        long seed,
        Map<String, String> versions,
        List<String> commandLine,
        Settings settings) {
    /** The schema of {@code run.json} and {@code verdicts.json}. */
    public static final int SCHEMA = 1;

    public RunInfo {
        versions = Map.copyOf(versions);
        commandLine = List.copyOf(commandLine);
    }

    /** The same with one more version. */
    public RunInfo with(String part, String version) {
        Map<String, String> all = new TreeMap<>(versions);
        all.put(part, version);
        return new RunInfo(schema, id, target, zero, seed, all, commandLine, settings);
    }

    /** The same held to other settings. */
    public RunInfo held(Settings other) {
        return new RunInfo(schema, id, target, zero, seed, versions, commandLine, other);
    }
}
