/** The suite draining: how a backend is taken out without loss; a file a check. */
@NullMarked
package io.gauntlet.harness.check.draining;

import org.jspecify.annotations.NullMarked;
