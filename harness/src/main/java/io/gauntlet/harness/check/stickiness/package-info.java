/** The suite stickiness: how sessions stay where they are; a file a check. */
@NullMarked
package io.gauntlet.harness.check.stickiness;

import org.jspecify.annotations.NullMarked;
