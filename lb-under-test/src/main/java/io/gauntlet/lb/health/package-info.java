/** Finds out which backends are well; start reading at {@link io.gauntlet.lb.health.HealthWatch}. */
@NullMarked
package io.gauntlet.lb.health;

import org.jspecify.annotations.NullMarked;
