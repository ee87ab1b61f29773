/** The suite security: what somebody who means harm must not get; a file a check. */
@NullMarked
package io.gauntlet.harness.check.security;

import org.jspecify.annotations.NullMarked;
