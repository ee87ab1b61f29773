package io.gauntlet.lb.config;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the word that was meant. */
final class Spelling {
    private Spelling() {}

    /** The known word with the least edits from the wrong one, or null when all are far off. */
    static @Nullable String nearest(String wrong, Collection<String> known) {
        String best = null;
        // Half of the letters wrong is no slip of the finger any more.
        int least = Math.max(2, wrong.length() / 2) + 1;
        for (String word : known) {
            int edits = edits(wrong, word);
            if (edits < least) {
                least = edits;
                best = word;
            }
        }
        return best;
    }

    /** Levenshtein's distance, two rows at a time. */
    private static int edits(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
