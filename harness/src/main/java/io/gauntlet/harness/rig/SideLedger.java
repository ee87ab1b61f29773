package io.gauntlet.harness.rig;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.gauntlet.harness.recording.Attempt;
import io.gauntlet.harness.recording.AttemptRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The client ledger of what goes beside the workload: a row each, on disk as soon as it ended. Thread-safe. */
final class SideLedger implements AutoCloseable {
    private final CsvWriter writer;

    SideLedger(Path file) {
        try {
            writer = CsvWriter.builder().build(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        writer.writeRecord(AttemptRow.COLUMNS);
    }

    synchronized void add(Attempt attempt) {
        try {
            writer.writeRecord(AttemptRow.fields(attempt));
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write the ledger of what goes beside the workload: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot close the ledger of what goes beside the workload: " + e.getMessage(), e);
        }
    }
}
