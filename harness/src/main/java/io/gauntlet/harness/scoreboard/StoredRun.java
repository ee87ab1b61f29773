package io.gauntlet.harness.scoreboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gauntlet.harness.recording.UnreadableRecordingException;
import io.gauntlet.harness.report.Print;
import io.gauntlet.harness.run.RunFolder;
import io.gauntlet.harness.verdict.Status;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the folder of a run as a column: the verdicts as they were given, and the configuration that earned them. */
final class StoredRun {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is no configuration: what the balancer wrote itself. */
    private static final Set<String> NOT_CONFIGURATION = Set.of("log", "pid", "key", "lock", "state", "pem", "sock");

    private static final long MOST_BYTES = 64 * 1024;
    private static final int DEEPEST = 3;

    private StoredRun() {}

    static Column read(Path folder) {
        var info = new RunFolder(folder).info();
        var file = folder.resolve("verdicts.json");
        try {
            var verdicts = JSON.readTree(file.toFile());
            var tested = new Column.Tested(
                    info.target(),
                    verdicts.path("targetVersion").asText(info.target()),
                    Duration.ofMillis(verdicts.path("tookMillis").asLong()));
            return new Column(
                    folder.getFileName().toString(),
                    tested,
                    Print.command(info.commandLine()),
                    cells(verdicts),
                    files(folder.resolve("target")));
        } catch (IOException e) {
            throw new UnreadableRecordingException(file + " (expected: the verdicts of a run): " + e.getMessage());
        }
    }

    private static Map<String, Cell> cells(JsonNode verdicts) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        for (var verdict : verdicts.path("verdicts")) {
            var unit = verdict.path("unit").asText();
            cells.put(
                    verdict.path("check").asText(),
                    new Cell(
                            Status.valueOf(verdict.path("verdict").asText()),
                            number(verdict.path("measured"), unit),
                            number(verdict.path("limit"), unit),
                            verdict.path("reason").asText()));
        }
        return cells;
    }

    private static String number(JsonNode value, String unit) {
        return value.isNumber() ? (Print.number(value.asDouble()) + " " + unit).strip() : "";
    }

    private static List<Column.ConfigFile> files(Path folder) throws IOException {
        List<Column.ConfigFile> files = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (var all = Files.walk(folder, DEEPEST)) {
            for (var file : all.filter(StoredRun::configuration).sorted().toList()) {
                text(folder, file, files);
            }
        }
        return files;
    }

    private static void text(Path folder, Path file, List<Column.ConfigFile> files) throws IOException {
        try {
            files.add(new Column.ConfigFile(folder.relativize(file).toString(), Files.readString(file)));
        } catch (MalformedInputException e) {
            // No text, so nothing that a person wrote.
        }
    }

    private static boolean configuration(Path file) {
        var name = file.getFileName().toString();
        var kind = name.substring(name.lastIndexOf('.') + 1);
        return Files.isRegularFile(file)
                && !name.startsWith(".")
                && !NOT_CONFIGURATION.contains(kind)
                && file.toFile().length() <= MOST_BYTES;
    }
}
