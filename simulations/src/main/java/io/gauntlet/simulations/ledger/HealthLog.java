package io.gauntlet.simulations.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Appends the injector's health to a CSV file, a line a second, flushed at once. Not thread-safe. */
public final class HealthLog implements Closeable {
    private final CsvFile file;
    private final long zero;

    /** Opens (and creates, with its header) the file. */
    public HealthLog(Path path, long zero) throws IOException {
        this.zero = zero;
        this.file = new CsvFile(
                path,
                "at",
                "lateness_p99_millis",
                "offered",
                "achieved",
                "failed",
                "in_flight",
                "cpu",
                "open_connections");
    }

    /** Writes one line. */
    public void add(HealthSample sample) throws IOException {
        file.add(
                Long.toString(sample.at() - zero),
                decimal(sample.latenessMillis().p99()),
                decimal(sample.rates().offered()),
                decimal(sample.rates().achieved()),
                Long.toString(sample.counts().failed()),
                Long.toString(sample.counts().inFlight()),
                decimal(sample.cpu()),
                Long.toString(sample.counts().openConnections()));
        file.flush();
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
