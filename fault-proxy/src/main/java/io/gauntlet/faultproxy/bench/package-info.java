/** Measures this proxy beside a real Toxiproxy and no proxy at all; start reading at {@code Bench}. */
@NullMarked
package io.gauntlet.faultproxy.bench;

import org.jspecify.annotations.NullMarked;
