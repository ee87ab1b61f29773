/** Keeps a client's session on one backend; start reading at {@link io.gauntlet.lb.affinity.Affinity}. */
@NullMarked
package io.gauntlet.lb.affinity;

import org.jspecify.annotations.NullMarked;
