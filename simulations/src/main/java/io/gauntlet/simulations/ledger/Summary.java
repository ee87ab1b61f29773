package io.gauntlet.simulations.ledger;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * A ledger in short.
 *
 * @param outcomes attempts by outcome
 * @param backends answers by backend that answered
 * @param responseMicros of the answered, from the intended start
 */
public record Summary(Map<String, Long> outcomes, Map<String, Long> backends, Histogram responseMicros) {
    private static final int DIGITS = 3;

    /** Reads a ledger file. */
    public static Summary of(Path ledger) throws IOException {
        Map<String, Long> outcomes = new TreeMap<>();
        Map<String, Long> backends = new TreeMap<>();
        Histogram micros = new Histogram(DIGITS);
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(ledger)) {
            for (NamedCsvRecord row : rows) {
                outcomes.merge(row.getField("outcome"), 1L, Long::sum);
                if (!row.getField("backend").isEmpty()) {
                    backends.merge(row.getField("backend"), 1L, Long::sum);
                }
                if (row.getField("outcome").equals(Outcome.ANSWERED.word())) {
                    long nanos = Long.parseLong(row.getField("ended")) - Long.parseLong(row.getField("intended"));
                    micros.recordValue(Math.max(0, nanos / 1_000));
                }
            }
        }
        return new Summary(outcomes, backends, micros);
    }

    /** The response time at this percentile, in milliseconds. */
    public double millis(double percentile) {
        return responseMicros.getValueAtPercentile(percentile) / 1e3;
    }
}
