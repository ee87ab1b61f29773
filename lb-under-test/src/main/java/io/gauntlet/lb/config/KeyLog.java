package io.gauntlet.lb.config;

import org.jspecify.annotations.Nullable;

/**
 * Is told of every key that is asked for, so that the page about all keys is made of what the readers really do.
 */
@FunctionalInterface
interface KeyLog {
    KeyLog NONE = key -> {};

    void asked(Asked key);

    /**
     * A key that was asked for.
     *
     * @param path such as {@code pools[].drain.grace}
     * @param type what may stand there; empty where it was only asked whether the key is there
     * @param otherwise what an absent key stands for, if there is one value for that
     * @param given what stands there, if the key does
     */
    record Asked(
            String path,
            String type,
            @Nullable Object otherwise,
            @Nullable Node given) {}
}
