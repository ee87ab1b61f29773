/** What one experiment left: plain CSV files and their joined view; start reading at {@code Recording}. */
@NullMarked
package io.gauntlet.harness.recording;

import org.jspecify.annotations.NullMarked;
