/** Programmable HTTP servers with a journal; start reading at {@code Main}. */
@NullMarked
package io.gauntlet.backends;

import org.jspecify.annotations.NullMarked;
