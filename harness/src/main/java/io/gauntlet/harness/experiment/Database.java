package io.gauntlet.harness.experiment;

import java.time.Duration;

/** The database behind the readiness endpoint of every backend. */
public interface Database {
    /** Migrates its schema, which keeps readers waiting for so long; returns when the first one would wait. */
    void migrate(Duration length);
}
