/** Finds what becomes of a request, and its path; start reading at {@link io.gauntlet.lb.route.Router}. */
@NullMarked
package io.gauntlet.lb.route;

import org.jspecify.annotations.NullMarked;
