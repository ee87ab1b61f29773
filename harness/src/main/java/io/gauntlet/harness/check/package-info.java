/** The catalogue: a file a check, a package a suite; start reading at {@code Check}. */
@NullMarked
package io.gauntlet.harness.check;

import org.jspecify.annotations.NullMarked;
