package io.gauntlet.harness.external;

import java.util.Map;

/** One thing that a user lets Gauntlet do to a balancer; it returns when that is in force. */
public interface Hook {
    /**
     * Does it.
     *
     * @param words what stands for {@code {backend}} and the like
     * @return what it printed or answered
     * @throws io.gauntlet.harness.process.RigException when it fails or takes too long, with its own words
     */
    String run(Map<String, String> words);

    /** A text with {@code {backend}} and the like filled in; braces around anything else are left alone. */
    static String filled(String text, Map<String, String> words) {
        var filled = text;
        for (var word : words.entrySet()) {
            filled = filled.replace("{" + word.getKey() + "}", word.getValue());
        }
        return filled;
    }
}
