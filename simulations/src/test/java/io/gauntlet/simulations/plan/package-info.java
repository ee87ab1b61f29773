/** Tests of plans. */
@NullMarked
package io.gauntlet.simulations.plan;

import org.jspecify.annotations.NullMarked;
