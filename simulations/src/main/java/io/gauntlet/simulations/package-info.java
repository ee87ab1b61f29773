/** The traffic: Gatling simulations and the client ledger; start reading at {@code Main}. */
@NullMarked
package io.gauntlet.simulations;

import org.jspecify.annotations.NullMarked;
