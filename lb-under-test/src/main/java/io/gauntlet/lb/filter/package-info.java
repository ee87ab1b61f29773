/** Changes messages on their way; start reading at {@link io.gauntlet.lb.filter.FieldRules}. */
@NullMarked
package io.gauntlet.lb.filter;

import org.jspecify.annotations.NullMarked;
