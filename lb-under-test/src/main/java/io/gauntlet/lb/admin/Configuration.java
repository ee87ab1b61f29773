package io.gauntlet.lb.admin;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The configuration in force, and the way to the next. Thread-safe. */
public interface Configuration {
    /** What is in force. */
    Version version();

    /** Whether the listeners are open. */
    boolean serving();

    /** Reads the file again; completes when the new configuration is in force, or was refused and the old one serves on. */
    CompletionStage<Outcome> reload();

    /**
     * One configuration among those that were in force.
     *
     * @param number counts from 1
     * @param hash SHA-256 of the file's bytes in hexadecimal, if it came from a file
     * @param loaded when it was put in force
     */
    record Version(int number, Optional<String> hash, Instant loaded) {}

    /** What came of a reload. */
    sealed interface Outcome {
        /**
         * It is in force.
         *
         * @param added backends
         * @param removed backends, which are being drained
         * @param reweighted backends that have another weight
         */
        record Done(Version version, int added, int removed, int reweighted) implements Outcome {}

        /**
         * Nothing was changed.
         *
         * @param message for whoever asked, on one line
         */
        record Refused(Reason reason, String message) implements Outcome {}
    }

    /** Why nothing was changed. */
    enum Reason {
        /** The file cannot be used. */
        INVALID,
        /** The file changes what a running balancer cannot change. */
        NEEDS_RESTART,
        /** There is no file, no answer of a registry, or no time for it now. */
        UNAVAILABLE
    }
}
