/** Plays a plan with Gatling and watches every request and connection of it; start reading at {@code Player}. */
@NullMarked
package io.gauntlet.simulations.play;

import org.jspecify.annotations.NullMarked;
