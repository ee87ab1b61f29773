/** The record of every request that reached a backend; start reading at {@link io.gauntlet.backends.journal.Journal}. */
@NullMarked
package io.gauntlet.backends.journal;

import org.jspecify.annotations.NullMarked;
