/** The suite health: how the dead, the hung and the healed are told apart; a file a check. */
@NullMarked
package io.gauntlet.harness.check.health;

import org.jspecify.annotations.NullMarked;
