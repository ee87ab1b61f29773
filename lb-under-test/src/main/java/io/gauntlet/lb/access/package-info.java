/** One line for every request, written beside the traffic: {@code http} fills in an entry, the log writes it. */
@NullMarked
package io.gauntlet.lb.access;

import org.jspecify.annotations.NullMarked;
