/**
 * TLS with clients and with backends, by certificates that are read again when their files change; start reading at {@link
 * io.gauntlet.lb.tls.TlsStore}, then follow a connection into {@link io.gauntlet.lb.tls.Termination} or {@link
 * io.gauntlet.lb.tls.BackendTls}.
 */
@NullMarked
package io.gauntlet.lb.tls;

import org.jspecify.annotations.NullMarked;
