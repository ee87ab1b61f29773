/** The suite recovery: how load is carried, and regained after a loss; a file a check. */
@NullMarked
package io.gauntlet.harness.check.recovery;

import org.jspecify.annotations.NullMarked;
