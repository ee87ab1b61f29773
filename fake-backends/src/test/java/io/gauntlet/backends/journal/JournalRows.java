package io.gauntlet.backends.journal;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a journal as a reader of it should: strictly, and the last line of an arrival counts. */
public final class JournalRows {

    private JournalRows() {}

    /** Every line but the header. */
    public static List<Map<String, String>> lines(Path file) {
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            return reader.stream().map(NamedCsvRecord::getFieldsAsMap).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last line of each arrival, in the order in which they were received. */
    public static List<Map<String, String>> requests(Path file) {
        Map<String, Map<String, String>> last = new LinkedHashMap<>();
        lines(file).forEach(line -> last.put(line.get("arrival"), line));
        return List.copyOf(last.values());
    }
}
