/** The HTTP server of one backend; start reading at {@link io.gauntlet.backends.server.FakeBackend}, then {@code ServedRequest}. */
@NullMarked
package io.gauntlet.backends.server;

import org.jspecify.annotations.NullMarked;
