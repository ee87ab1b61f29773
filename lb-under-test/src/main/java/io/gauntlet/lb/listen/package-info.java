/** How many connections listeners take at once; start reading at {@link io.gauntlet.lb.listen.Gate}. */
@NullMarked
package io.gauntlet.lb.listen;

import org.jspecify.annotations.NullMarked;
