package io.gauntlet.harness.product;

import java.util.Map;

/**
 * How a product is told what to do.
 *
 * @param file the main file's name in the folder
 * @param template its text as an expert would write it, with places such as {@code @PORT@}
 * @param words what stands in those places, beside those that every product has; may be many lines
 * @param others further files of the folder by name, as they are
 */
public record Configuration(String file, String template, Map<String, String> words, Map<String, String> others) {
    public Configuration {
        words = Map.copyOf(words);
        others = Map.copyOf(others);
    }
}
