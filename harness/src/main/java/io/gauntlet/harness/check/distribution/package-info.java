/** The suite distribution: how requests are spread; a file a check. */
@NullMarked
package io.gauntlet.harness.check.distribution;

import org.jspecify.annotations.NullMarked;
