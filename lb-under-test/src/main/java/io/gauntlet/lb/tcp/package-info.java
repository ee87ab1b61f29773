/**
 * Carries connections of any protocol over TCP to backends, byte by byte; start reading at {@link
 * io.gauntlet.lb.tcp.TcpPlane}, then follow a connection through {@code TcpConnection} into its {@link
 * io.gauntlet.lb.tunnel.Tunnel}.
 */
@NullMarked
package io.gauntlet.lb.tcp;

import org.jspecify.annotations.NullMarked;
