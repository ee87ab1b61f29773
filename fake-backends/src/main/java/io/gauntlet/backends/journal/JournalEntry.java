package io.gauntlet.backends.journal;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The two lines of one request. Owned by the thread that serves the request. */
public final class JournalEntry {

    private final Journal journal;
    private final @Nullable JournalFile file;
    private final Head head;
    private final Peer peer;
    private final int inFlight;
    private final String arrival;
    private final long received;
    private OptionalLong answered = OptionalLong.empty();

    JournalEntry(Journal journal, @Nullable JournalFile file, Head head, Peer peer, int inFlight) {
        this.journal = journal;
        this.file = file;
        this.head = head;
        this.peer = peer;
        this.inFlight = inFlight;
        this.arrival = journal.nextArrival();
        this.received = journal.now();
    }

    void begin() {
        if (file != null) {
            journal.write(file, line(file, "", new Ended("", "", "", "")));
        }
    }

    /** The first byte of the answer was written; later calls change nothing. */
    public void answered() {
        if (answered.isEmpty()) {
            answered = OptionalLong.of(journal.now());
        }
    }

    /** Writes the request's last line; to be called once. */
    public void end(End end) {
        if (file != null) {
            long now = journal.now() - file.zeroEpochNanos();
            journal.write(file, line(file, Long.toString(now), Ended.of(end)));
            file.release();
        }
    }

    private String line(JournalFile file, String ended, Ended end) {
        long zero = file.zeroEpochNanos();
        return new CsvLine()
                .add(arrival)
                .add(head.id())
                .add(head.attempt())
                .add(journal.backend())
                .add(peer.connection())
                .add(head.kind().word())
                .add(received - zero)
                .add(answered.isPresent() ? Long.toString(answered.getAsLong() - zero) : "")
                .add(ended)
                .add(head.method())
                .add(head.path())
                .add(end.status())
                .add(end.outcome())
                .add(peer.client())
                .add(inFlight)
                .add(end.bytes())
                .add(end.bodyIntact())
                .end();
    }

    /** The columns that the first line leaves empty, as text. */
    private record Ended(String status, String outcome, String bytes, String bodyIntact) {
        static Ended of(End end) {
            return new Ended(end.status(), end.outcome().word(), Long.toString(end.bytes()), end.bodyIntact());
        }
    }
}
