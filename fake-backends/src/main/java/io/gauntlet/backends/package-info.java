/** Programmable HTTP servers with a journal; start reading at {@link io.gauntlet.backends.Backends}. */
@NullMarked
package io.gauntlet.backends;

import org.jspecify.annotations.NullMarked;
