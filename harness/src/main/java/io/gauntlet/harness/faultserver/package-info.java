/** The servers with Toxiproxy's API that fault links can go through; start reading at {@code FaultServer}. */
@NullMarked
package io.gauntlet.harness.faultserver;

import org.jspecify.annotations.NullMarked;
