/** The backends of a pool and their states; start reading at {@link io.gauntlet.lb.pool.Pool}. */
@NullMarked
package io.gauntlet.lb.pool;

import org.jspecify.annotations.NullMarked;
