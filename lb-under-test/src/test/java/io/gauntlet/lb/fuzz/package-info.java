/** Requests made up by chance, and what both ends of a balancer make of them; start reading at {@code Http1FuzzTest}. */
@NullMarked
package io.gauntlet.lb.fuzz;

import org.jspecify.annotations.NullMarked;
