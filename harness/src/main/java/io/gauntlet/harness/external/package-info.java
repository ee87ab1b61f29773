/** Balancers that somebody else operates, described by a user and driven by the user's hooks; start reading at {@code ExternalTarget}. */
@NullMarked
package io.gauntlet.harness.external;

import org.jspecify.annotations.NullMarked;
