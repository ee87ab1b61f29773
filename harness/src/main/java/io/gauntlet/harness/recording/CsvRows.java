package io.gauntlet.harness.recording;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads the rows of a file that may have been cut off in the middle of its last line, as the file of a killed run is.
 */
final class CsvRows {
    private CsvRows() {}

    static <T> List<T> read(Path file, Function<NamedCsvRecord, T> row) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            var text = Files.readString(file);
            var whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<T> rows = new ArrayList<>();
            try (var reader = CsvReader.builder().ofNamedCsvRecord(whole)) {
                for (var line : reader) {
                    rows.add(parse(file, line, row));
                }
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static <T> T parse(Path file, NamedCsvRecord line, Function<NamedCsvRecord, T> row) {
        try {
            return row.apply(line);
        } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
            throw new UnreadableRecordingException(
                    file + ", line " + line.getStartingLineNumber() + ": " + e.getMessage(), e);
        }
    }

    static long time(NamedCsvRecord line, String column) {
        var text = line.getField(column);
        return text.isEmpty() ? Attempt.NEVER : Long.parseLong(text);
    }

    static String text(long nanos) {
        return nanos == Attempt.NEVER ? "" : Long.toString(nanos);
    }

    static int number(NamedCsvRecord line, String column) {
        var text = line.getField(column);
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    static long count(NamedCsvRecord line, String column) {
        var text = line.getField(column);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }
}
