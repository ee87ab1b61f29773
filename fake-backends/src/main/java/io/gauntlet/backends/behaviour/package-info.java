/** What a backend does with its requests, as values, and their JSON; start reading at {@link io.gauntlet.backends.behaviour.Behaviour}. */
@NullMarked
package io.gauntlet.backends.behaviour;

import org.jspecify.annotations.NullMarked;
