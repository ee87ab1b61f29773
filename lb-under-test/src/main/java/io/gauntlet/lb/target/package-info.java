/** What a request is for, host and path, in values; start reading at {@link io.gauntlet.lb.target.PathForm}. */
@NullMarked
package io.gauntlet.lb.target;

import org.jspecify.annotations.NullMarked;
