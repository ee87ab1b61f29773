/** The load balancer under test and what may be done to it; start reading at {@code Target}. */
@NullMarked
package io.gauntlet.harness.target;

import org.jspecify.annotations.NullMarked;
