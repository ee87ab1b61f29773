/** Toxiproxy's HTTP API; start reading at {@code Api}, which has the table of all routes. */
@NullMarked
package io.gauntlet.faultproxy.api;

import org.jspecify.annotations.NullMarked;
