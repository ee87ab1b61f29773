/** What is to be played: the plan and its reading from JSON; start reading at {@code Plan}. */
@NullMarked
package io.gauntlet.simulations.plan;

import org.jspecify.annotations.NullMarked;
