/** The configuration file as checked, immutable records; start reading at {@link io.gauntlet.lb.config.BalancerConfig}. */
@NullMarked
package io.gauntlet.lb.config;

import org.jspecify.annotations.NullMarked;
