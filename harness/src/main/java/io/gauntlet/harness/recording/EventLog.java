package io.gauntlet.harness.recording;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Appends to {@code events.csv}, each row on disk at once. Thread-safe. */
public final class EventLog implements AutoCloseable {
    private final RunClock clock;
    private final CsvWriter writer;

    /** Starts a new file. */
    public EventLog(Path file, RunClock clock) {
        this.clock = clock;
        try {
            writer = CsvWriter.builder().build(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
        }
        write("at", "subject", "event", "detail");
    }

    /** Something that is done or seen now. */
    public void add(String subject, String event, String detail) {
        add(clock.now(), subject, event, detail);
    }

    /** Something that was done or seen at {@code at} nanoseconds since the run's zero. */
    public void add(long at, String subject, String event, String detail) {
        write(Long.toString(at), subject, event, detail);
    }

    private synchronized void write(String... fields) {
        try {
            writer.writeRecord(fields);
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write events: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close events: " + e.getMessage(), e);
        }
    }
}
