/** Stored runs of many balancers side by side; start reading at {@code Scoreboard}. */
@NullMarked
package io.gauntlet.harness.scoreboard;

import org.jspecify.annotations.NullMarked;
