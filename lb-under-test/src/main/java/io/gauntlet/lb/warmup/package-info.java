/**
 * The traffic that a balancer sends itself before it serves: clients and backends that know how to be quick and nothing else.
 * Over plain {@code java.nio}, so that what the compilers learn of Netty is learnt from the balancer alone; start reading at
 * {@link io.gauntlet.lb.warmup.BothEnds}.
 */
@NullMarked
package io.gauntlet.lb.warmup;

import org.jspecify.annotations.NullMarked;
