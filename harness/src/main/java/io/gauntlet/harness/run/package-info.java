/** A run from rig to verdicts, and its folder; start reading at {@code Run}. */
@NullMarked
package io.gauntlet.harness.run;

import org.jspecify.annotations.NullMarked;
