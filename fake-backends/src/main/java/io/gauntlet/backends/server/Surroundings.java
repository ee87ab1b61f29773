package io.gauntlet.backends.server;

import io.gauntlet.backends.database.Database;
import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.UniqueIds;
import java.util.Optional;

/**
 * What a backend is given by the process that it runs in.
 *
 * @param database what probes may ask
 * @param crash ends the process, and does not return
 */
public record Surroundings(
        Journal journal, UniqueIds ids, Protocols protocols, Optional<Database> database, Runnable crash) {}
