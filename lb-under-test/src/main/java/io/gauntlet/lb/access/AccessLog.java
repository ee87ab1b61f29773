package io.gauntlet.lb.access;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries to a file on a thread of its own. Traffic never waits for it: what does not fit into the queue, or cannot be
 * written, is lost, counted, and said in the file itself where it is missing. Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final int QUEUE = 65_536;
    private static final int BATCH = 1024;
    private static final int BUFFER = 64 * 1024;

    /** How often what is queued is written; the queue holds what comes meanwhile at three million requests a second. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long STOP_SECONDS = 5;

    private final BlockingQueue<AccessEntry> queue;
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Thread writer = new Thread(this::run, "access-log");
    private volatile boolean on;
    private volatile boolean closed;

    /** Where lines go from now on; taken up by the writer. */
    private volatile @Nullable OutputStream next;

    /** The writer's own. */
    private @Nullable OutputStream out;

    private final AccessLine line = new AccessLine();
    private long lostTold;
    private boolean failing;

    /** A log that is off until it is told where to write. */
    public AccessLog() {
        this(QUEUE);
    }

    AccessLog(int entries) {
        queue = new ArrayBlockingQueue<>(entries);
        writer.setDaemon(true);
    }

    /**
     * Writes to this file from now on, or nowhere. The same file is opened again, so that one that was moved away is left
     * alone.
     *
     * @throws IOException if it can't be opened; then nothing changes
     */
    public synchronized void direct(Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            on = false;
            return;
        }
        direct(new BufferedOutputStream(
                Files.newOutputStream(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND), BUFFER));
    }

    synchronized void direct(OutputStream to) {
        OutputStream unused = next;
        next = to;
        closeQuietly(unused);
        on = true;
        if (writer.getState() == Thread.State.NEW) {
            writer.start();
        }
    }

    /** Whether entries are wanted. */
    public boolean on() {
        return on;
    }

    /** Takes an entry that is over; never waits. */
    public void add(AccessEntry entry) {
        if (on && !queue.offer(entry)) {
            lost.increment();
        }
    }

    /** Lines that were written. */
    public long written() {
        return written.sum();
    }

    /** Lines that should have been. */
    public long lost() {
        return lost.sum();
    }

    private void run() {
        List<AccessEntry> batch = new ArrayList<>(BATCH);
        boolean last = false;
        while (!last) {
            last = closed;
            takeUpNext();
            while (queue.drainTo(batch, BATCH) > 0) {
                write(batch);
                batch.clear();
            }
            if (!last) {
                // Not woken by entries: to wake a thread for each would cost more than to write it.
                LockSupport.parkNanos(this, PERIOD_NANOS);
            }
        }
        closeQuietly(out);
    }

    private void takeUpNext() {
        OutputStream fresh;
        synchronized (this) {
            fresh = next;
            next = null;
        }
        if (fresh != null) {
            closeQuietly(out);
            out = fresh;
        }
    }

    private void write(List<AccessEntry> batch) {
        OutputStream to = out;
        long allLost = lost.sum();
        try {
            if (to == null) {
                throw new IOException("no file");
            }
            line.write(allLost - lostTold, batch, to);
            to.flush();
            lostTold = allLost;
            failing = false;
            written.add(batch.size());
        } catch (IOException e) {
            if (!failing) {
                LOG.error("ALARM the access log cannot be written, its lines are lost: {}", e.toString());
            }
            failing = true;
            lost.add(batch.size());
        }
    }

    /** Writes what is queued, and ends. */
    @Override
    public void close() {
        on = false;
        closed = true;
        if (writer.getState() == Thread.State.NEW) {
            return;
        }
        LockSupport.unpark(writer);
        try {
            writer.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(@Nullable OutputStream stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            LOG.error("closing the access log failed: {}", e.toString());
        }
    }
}
