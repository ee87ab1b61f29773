/**
 * Carries bytes between a client and a backend without looking at what they mean; start reading at {@link
 * io.gauntlet.lb.tunnel.Tunnel}.
 */
@NullMarked
package io.gauntlet.lb.tunnel;

import org.jspecify.annotations.NullMarked;
