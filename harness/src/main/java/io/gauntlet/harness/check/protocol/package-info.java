/** The suite protocol: HTTP to the letter, byte for byte; a file a check. */
@NullMarked
package io.gauntlet.harness.check.protocol;

import org.jspecify.annotations.NullMarked;
