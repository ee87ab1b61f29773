/** The database behind the readiness probes, and the migration that locks it; start reading at {@link io.gauntlet.backends.database.DatabaseServer}. */
@NullMarked
package io.gauntlet.backends.database;

import org.jspecify.annotations.NullMarked;
