package io.gauntlet.backends.journal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one backend: a line when a request's head is received and another when the request ended. Which file
 * they go to can be switched at any time; a request stays with the file of its first line. Thread-safe.
 */
public final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    private final String backend;
    private final EpochClock clock;
    private final UniqueIds ids;
    private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

    @GuardedBy("this") private @Nullable JournalFile current;

    /** A journal that goes nowhere until {@link #switchTo} is called. */
    public Journal(String backend, EpochClock clock, UniqueIds ids) {
        this.backend = backend;
        this.clock = clock;
        this.ids = ids;
    }

    /** Requests received from now on are written to this file, of which the journal becomes one more holder. */
    public synchronized void switchTo(JournalFile file) {
        file.hold();
        close();
        current = file;
    }

    /** Requests received from now on are written nowhere; open ones still write their end. */
    public synchronized void close() {
        if (current != null) {
            current.release();
            current = null;
        }
    }

    /** Why lines were lost, if any was. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Writes a request's first line; when this returns, it is in the file. */
    public JournalEntry open(Head head, Peer peer, int inFlight) {
        JournalEntry entry = new JournalEntry(this, hold(), head, peer, inFlight);
        entry.begin();
        return entry;
    }

    private synchronized @Nullable JournalFile hold() {
        if (current != null) {
            current.hold();
        }
        return current;
    }

    String backend() {
        return backend;
    }

    String nextArrival() {
        return ids.next();
    }

    long now() {
        return clock.nanos();
    }

    /** A backend whose disk is full goes on serving, but says that it does not account for what it serves. */
    void write(JournalFile file, String line) {
        try {
            file.write(line);
        } catch (JournalException e) {
            if (failure.compareAndSet(null, e.getMessage())) {
                LOG.error("{}", e.getMessage());
            }
        }
    }
}
