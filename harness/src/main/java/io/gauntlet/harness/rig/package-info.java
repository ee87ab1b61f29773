/** Everything around the target: backends, fault links and the injector; start reading at {@code Rig}. */
@NullMarked
package io.gauntlet.harness.rig;

import org.jspecify.annotations.NullMarked;
