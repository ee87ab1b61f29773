/** The toxics, each a value and its behaviour in one file; start reading at {@code Toxic}, then {@code SlowClose} as the smallest example. */
@NullMarked
package io.gauntlet.faultproxy.toxic;

import org.jspecify.annotations.NullMarked;
