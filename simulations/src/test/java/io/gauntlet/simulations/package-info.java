/** Tests of the injector's conversation and of the commands. */
@NullMarked
package io.gauntlet.simulations;

import org.jspecify.annotations.NullMarked;
