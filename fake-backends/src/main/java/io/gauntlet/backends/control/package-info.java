/** The JSON API that programs the backends of this process; start reading at {@link io.gauntlet.backends.control.ControlServer}. */
@NullMarked
package io.gauntlet.backends.control;

import org.jspecify.annotations.NullMarked;
