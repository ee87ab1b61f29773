/** The suite network: what faults of the network do to requests; a file a check. */
@NullMarked
package io.gauntlet.harness.check.network;

import org.jspecify.annotations.NullMarked;
