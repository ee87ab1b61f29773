/** Caddy as a target; start reading at {@code Caddy}. */
@NullMarked
package io.gauntlet.harness.product.caddy;

import org.jspecify.annotations.NullMarked;
