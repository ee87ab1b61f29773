/** Real balancers that Gauntlet configures, starts and drives; start reading at {@code Product}. */
@NullMarked
package io.gauntlet.harness.product;

import org.jspecify.annotations.NullMarked;
