/** HAProxy as a target; start reading at {@code Haproxy}. */
@NullMarked
package io.gauntlet.harness.product.haproxy;

import org.jspecify.annotations.NullMarked;
