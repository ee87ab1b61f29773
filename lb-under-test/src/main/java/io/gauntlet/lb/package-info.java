/** The reference load balancer put together and started; start reading at {@link io.gauntlet.lb.Balancer}. */
@NullMarked
package io.gauntlet.lb;

import org.jspecify.annotations.NullMarked;
