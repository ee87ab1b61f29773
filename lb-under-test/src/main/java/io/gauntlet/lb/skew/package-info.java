/** Tells when a backend gets more than is its due; start reading at {@link io.gauntlet.lb.skew.SkewWatch}. */
@NullMarked
package io.gauntlet.lb.skew;

import org.jspecify.annotations.NullMarked;
