/** Child processes that die with their parent; start reading at {@code ChildProcess}. */
@NullMarked
package io.gauntlet.harness.process;

import org.jspecify.annotations.NullMarked;
