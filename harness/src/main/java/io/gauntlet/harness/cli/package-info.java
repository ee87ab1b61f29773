/** The command line {@code gauntlet}; start reading at {@code Main}. */
@NullMarked
package io.gauntlet.harness.cli;

import org.jspecify.annotations.NullMarked;
