/** A workload with timed actions, as data; start reading at {@code Experiment}. */
@NullMarked
package io.gauntlet.harness.experiment;

import org.jspecify.annotations.NullMarked;
