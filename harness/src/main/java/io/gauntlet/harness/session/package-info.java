/** A run from the command line, from its folder to its reports; start reading at {@code Session}. */
@NullMarked
package io.gauntlet.harness.session;

import org.jspecify.annotations.NullMarked;
