/** Pure pieces that judges are built of, {@code Recording -> Finding}; start reading at {@code Judging}. */
@NullMarked
package io.gauntlet.harness.judge;

import org.jspecify.annotations.NullMarked;
