package io.gauntlet.backends.server;

import io.gauntlet.backends.journal.End;
import io.gauntlet.backends.journal.JournalEntry;
import io.gauntlet.backends.journal.Kind;

/** The place of one request in the journal and among those in flight. Owned by the connection's IO thread. */
record Ticket(JournalEntry entry, InFlight inFlight, Kind kind) {

    /** The end is in the journal before the request stops to count as in flight. */
    void end(End end) {
        entry.end(end);
        inFlight.end(kind, end.outcome());
    }
}
