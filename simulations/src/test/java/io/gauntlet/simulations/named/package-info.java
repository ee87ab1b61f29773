/** Tests of the named simulations. */
@NullMarked
package io.gauntlet.simulations.named;

import org.jspecify.annotations.NullMarked;
