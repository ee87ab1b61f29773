/** What a run is held to: load, limits and the target's declared policy; start reading at {@code Settings}. */
@NullMarked
package io.gauntlet.harness.settings;

import org.jspecify.annotations.NullMarked;
