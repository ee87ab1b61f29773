/** The reference load balancer; start reading at {@code Main}. */
@NullMarked
package io.gauntlet.lb;

import org.jspecify.annotations.NullMarked;
