/** Backends, clients and balancers for tests, over real sockets; start reading at {@link io.gauntlet.lb.testing.Rig}. */
@NullMarked
package io.gauntlet.lb.testing;

import org.jspecify.annotations.NullMarked;
