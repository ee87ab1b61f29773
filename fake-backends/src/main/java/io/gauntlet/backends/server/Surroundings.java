package io.gauntlet.backends.server;

import io.gauntlet.backends.journal.Journal;
import io.gauntlet.backends.journal.UniqueIds;

/**
 * What a backend is given by the process that it runs in.
 *
 * @param crash ends the process, and does not return
 */
public record Surroundings(Journal journal, UniqueIds ids, Protocols protocols, Runnable crash) {}
