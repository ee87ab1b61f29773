/**
 * Balancers broken in one known way each, to prove that the checks notice; start reading at {@link
 * io.gauntlet.lb.mutant.Mutant}.
 */
@NullMarked
package io.gauntlet.lb.mutant;

import org.jspecify.annotations.NullMarked;
