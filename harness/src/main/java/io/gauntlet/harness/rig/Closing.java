package io.gauntlet.harness.rig;

import java.util.List;

/** Takes parts down, last started first, each whatever became of the others. */
final class Closing {
    private Closing() {}

    static void all(List<AutoCloseable> parts) {
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                System.err.println("gauntlet: while taking the rig down: " + e.getMessage());
            }
        }
        parts.clear();
    }
}
