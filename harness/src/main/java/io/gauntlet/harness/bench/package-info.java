/** The reference balancer measured beside its peers, in one run; start reading at {@code Bench}. */
@NullMarked
package io.gauntlet.harness.bench;

import org.jspecify.annotations.NullMarked;
