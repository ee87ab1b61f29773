package io.gauntlet.simulations.ledger;

import io.gauntlet.simulations.ledger.LedgerRow.Reply;
import io.gauntlet.simulations.ledger.LedgerRow.When;
import io.gauntlet.simulations.ledger.LedgerRow.Who;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The client ledger: takes rows from any thread and appends them to a CSV file on a thread of its own, which hands
 * whole lines to the operating system at least five times a second. Times are written as nanoseconds since the run's
 * zero.
 */
public final class Ledger implements Closeable {
    private static final long FLUSH_MILLIS = 200;
    private static final int BATCH = 4096;

    private final LinkedBlockingQueue<LedgerRow> rows = new LinkedBlockingQueue<>();
    private final CsvFile file;
    private final long zero;
    private final Thread writer;
    private volatile boolean closing;
    private volatile @Nullable IOException failure;

    /** Opens (and creates, with its header) the file and starts the writer. */
    public Ledger(Path path, long zero) throws IOException {
        this.zero = zero;
        this.file = new CsvFile(
                path,
                "id",
                "attempt",
                "session",
                "connection",
                "intended",
                "sent",
                "first_byte",
                "ended",
                "method",
                "path",
                "status",
                "outcome",
                "backend",
                "bytes",
                "body_intact",
                "error");
        this.writer = new Thread(this::write, "ledger");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /** Adds a row; never blocks. */
    public void add(LedgerRow row) {
        rows.add(row);
    }

    private void write() {
        List<LedgerRow> batch = new ArrayList<>();
        try {
            while (!closing || !rows.isEmpty()) {
                LedgerRow first = rows.poll(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                rows.drainTo(batch, BATCH);
                for (LedgerRow row : batch) {
                    file.add(fields(row));
                }
                batch.clear();
                file.flush();
                gather();
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            failure = new InterruptedIOException("ledger: interrupted");
        }
    }

    /** Lets rows gather, so that the file is written some times a second and not once a row. */
    private void gather() throws InterruptedException {
        if (!closing) {
            synchronized (rows) {
                if (!closing) {
                    rows.wait(FLUSH_MILLIS);
                }
            }
        }
    }

    private String[] fields(LedgerRow row) {
        Who who = row.who();
        When when = row.when();
        Reply reply = row.reply();
        return new String[] {
            who.id(),
            Integer.toString(who.attempt()),
            who.session(),
            reply.connection(),
            time(when.intended()),
            time(when.sent()),
            time(when.firstByte()),
            time(when.ended()),
            who.request().method(),
            who.request().path(),
            reply.status() == 0 ? "" : Integer.toString(reply.status()),
            row.outcome().word(),
            printable(reply.backend()),
            reply.bytes() < 0 ? "" : Long.toString(reply.bytes()),
            reply.bodyIntact() == null ? "" : reply.bodyIntact().toString(),
            row.error()
        };
    }

    /** What a peer sent, without control characters; commas and quotes are left to the CSV writer, which quotes them. */
    private static String printable(String text) {
        return text.chars().noneMatch(Character::isISOControl) ? text : text.replaceAll("\\p{Cc}", "?");
    }

    private String time(long epochNanos) {
        return epochNanos == 0 ? "" : Long.toString(epochNanos - zero);
    }

    /** Writes what is left and closes the file; an earlier failure to write is thrown here. */
    @Override
    public void close() throws IOException {
        closing = true;
        synchronized (rows) {
            rows.notifyAll();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("ledger: interrupted while closing");
        }
        file.close();
        if (failure != null) {
            throw failure;
        }
    }
}
