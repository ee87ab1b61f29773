/**
 * Carries HTTP/1.1 requests to backends and their answers back, both sides of a request on one event loop; start
 * reading at {@link io.gauntlet.lb.http.HttpPlane}, then follow a request through {@code ClientConnection}, {@code
 * Exchange} and {@code UpstreamConnection}.
 */
@NullMarked
package io.gauntlet.lb.http;

import org.jspecify.annotations.NullMarked;
