/** Tests of playing plans, against raw sockets that misbehave. */
@NullMarked
package io.gauntlet.simulations.play;

import org.jspecify.annotations.NullMarked;
