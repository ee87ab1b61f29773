/** Files that others read while they are written; start reading at {@code WholeFile}. */
@NullMarked
package io.gauntlet.harness.file;

import org.jspecify.annotations.NullMarked;
