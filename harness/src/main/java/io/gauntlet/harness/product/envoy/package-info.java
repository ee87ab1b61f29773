/** Envoy as a target; start reading at {@code Envoy}. */
@NullMarked
package io.gauntlet.harness.product.envoy;

import org.jspecify.annotations.NullMarked;
