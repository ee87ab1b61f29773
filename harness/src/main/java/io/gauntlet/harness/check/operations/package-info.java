/** The suite operations: what those who run it do to it while it works; a file a check. */
@NullMarked
package io.gauntlet.harness.check.operations;

import org.jspecify.annotations.NullMarked;
