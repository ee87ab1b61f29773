/** Picks the backend for a request; start reading at {@link io.gauntlet.lb.balance.Algorithm}. */
@NullMarked
package io.gauntlet.lb.balance;

import org.jspecify.annotations.NullMarked;
