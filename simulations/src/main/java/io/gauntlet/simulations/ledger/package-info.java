/** What the client saw: a row for each attempt of each request, and the injector's own health; start reading at {@code Ledger}. */
@NullMarked
package io.gauntlet.simulations.ledger;

import org.jspecify.annotations.NullMarked;
