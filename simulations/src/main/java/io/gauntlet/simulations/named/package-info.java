/** Simulations that a user can start by name; each is a plan of its own making; start reading at {@code NamedSimulation}. */
@NullMarked
package io.gauntlet.simulations.named;

import org.jspecify.annotations.NullMarked;
