/** Loaded tests abreast that do not measure each other. */
@NullMarked
package io.gauntlet.harness.lane;

import org.jspecify.annotations.NullMarked;
