/** Finds the backends that stand in no configuration; start reading at {@link io.gauntlet.lb.discovery.Discovery}. */
@NullMarked
package io.gauntlet.lb.discovery;

import org.jspecify.annotations.NullMarked;
