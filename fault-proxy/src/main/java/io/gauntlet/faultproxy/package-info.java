/** A TCP proxy with Toxiproxy's HTTP API; start reading at {@code Main}. */
@NullMarked
package io.gauntlet.faultproxy;

import org.jspecify.annotations.NullMarked;
