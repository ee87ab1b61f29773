package io.gauntlet.harness.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.recording.UnreadableRecordingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The folder of one run, {@code <UTC time>-<target>}.
 *
 * @param reports whether Gatling writes its reports into it, which takes it a second each
 */
public record RunFolder(Path path, boolean reports) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();
    private static final int MOST_IN_A_SECOND = 1000;

    /** A folder with all reports. */
    public RunFolder(Path path) {
        this(path, true);
    }

    /** A results folder that can't be written to. */
    public static final class UnwritableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnwritableException(Path folder, IOException cause) {
            super("results: " + folder + " (expected: a folder that can be written to): " + cause, cause);
        }
    }

    /**
     * Makes a new one; two runs of the same second get different ones.
     *
     * @throws UnwritableException when it can't be made
     */
    public static RunFolder create(Path results, Instant zero, String target) {
        var name = TIME.format(zero) + "-" + target;
        try {
            Files.createDirectories(results);
            for (int i = 1; i < MOST_IN_A_SECOND; i++) {
                var path = results.resolve(i == 1 ? name : name + "-" + i);
                try {
                    return new RunFolder(Files.createDirectory(path).toAbsolutePath());
                } catch (FileAlreadyExistsException e) {
                    // Another run of this second has it.
                }
            }
            throw new FileAlreadyExistsException(name);
        } catch (IOException e) {
            throw new UnwritableException(results, e);
        }
    }

    /** The recording of a check, whether it is there or not. */
    public RecordingFolder recording(String check) {
        return new RecordingFolder(path.resolve("recording").resolve(check));
    }

    /** Where Gatling's reports go, a folder each simulation, if they are wanted. */
    public Optional<Path> gatling() {
        return reports ? Optional.of(path.resolve("gatling")) : Optional.empty();
    }

    /** Writes {@code run.json}. */
    public void write(RunInfo info) {
        try {
            JSON.writeValue(path.resolve("run.json").toFile(), info);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path.resolve("run.json") + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads {@code run.json}.
     *
     * @throws UnreadableRecordingException when it is not there or not readable
     */
    public RunInfo info() {
        var file = path.resolve("run.json");
        try {
            return JSON.readValue(file.toFile(), RunInfo.class);
        } catch (IOException e) {
            throw new UnreadableRecordingException(file + " (expected: the run.json of a run): "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
