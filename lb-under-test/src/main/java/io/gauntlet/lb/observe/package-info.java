/** Makes visible what goes on: log, metrics; start reading at {@link io.gauntlet.lb.observe.Metrics}. */
@NullMarked
package io.gauntlet.lb.observe;

import org.jspecify.annotations.NullMarked;
