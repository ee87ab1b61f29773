/** Traefik as a target; start reading at {@code Traefik}. */
@NullMarked
package io.gauntlet.harness.product.traefik;

import org.jspecify.annotations.NullMarked;
