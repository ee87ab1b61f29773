/** Proxies and their connections; start reading at {@code Proxies}, then follow a byte through {@code Connection}, {@code Chain} and {@code Slot}. */
@NullMarked
package io.gauntlet.faultproxy.link;

import org.jspecify.annotations.NullMarked;
