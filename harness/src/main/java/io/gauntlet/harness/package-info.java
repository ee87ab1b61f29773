/** Targets, experiments, judges and verdicts; start reading at {@code cli.Main}. */
@NullMarked
package io.gauntlet.harness;

import org.jspecify.annotations.NullMarked;
