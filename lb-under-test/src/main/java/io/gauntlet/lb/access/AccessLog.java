package io.gauntlet.lb.access;

import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries to a file on a thread of its own. Traffic never waits for it: what finds no room, or cannot be
 * written, is lost, counted, and said in the file itself where it is missing. Thread-safe.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);

    /** What may wait of one thread, in bytes: what comes in a period at two million requests a second. */
    private static final int LIMIT = 16 * 1024 * 1024;

    /** How often what waits is written. */
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long STOP_SECONDS = 5;

    private final Queue<Page> pages = new ConcurrentLinkedQueue<>();
    private final FastThreadLocal<Page> own;
    private final LongAdder written = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final Thread writer = new Thread(this::run, "access-log");
    private volatile boolean on;
    private volatile boolean closed;

    /** Where lines go from now on; taken up by the writer. */
    private volatile @Nullable OutputStream next;

    /** The writer's own. */
    private @Nullable OutputStream out;

    private final LineBuffer gap = new LineBuffer();
    private final AccessLine gapLine = new AccessLine(gap);
    private long lostTold;
    private boolean failing;

    /** A log that is off until it is told where to write. */
    public AccessLog() {
        this(LIMIT);
    }

    AccessLog(int limit) {
        own = new FastThreadLocal<>() {
            @Override
            protected Page initialValue() {
                var page = new Page(limit);
                pages.add(page);
                return page;
            }
        };
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
        direct(Files.newOutputStream(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
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
        if (on && !own.get().add(entry)) {
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
        boolean last = false;
        while (!last) {
            last = closed;
            takeUpNext();
            pages.forEach(this::write);
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

    private void write(Page page) {
        int count = page.turn();
        if (count == 0) {
            return;
        }
        OutputStream to = out;
        long allLost = lost.sum();
        try {
            if (to == null) {
                throw new IOException("no file");
            }
            if (allLost > lostTold) {
                gap.clear();
                gapLine.writeLost(allLost - lostTold);
                gap.drain(to);
                lostTold = allLost;
            }
            page.drain(to);
            failing = false;
            written.add(count);
        } catch (IOException e) {
            if (!failing) {
                LOG.error("ALARM the access log cannot be written, its lines are lost: {}", e.toString());
            }
            failing = true;
            lost.add(count);
        } finally {
            page.drop();
        }
    }

    /** Writes what waits, and ends. */
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
