package io.gauntlet.harness.settings;

import java.util.ArrayList;
import java.util.List;

/** The turns of smooth weighted round robin, as NGINX has it: everybody gains his weight, and the richest pays all of it. */
public final class SmoothTurns {
    private SmoothTurns() {}

    /** Whose turn it is, by place, so many times from the beginning. */
    public static List<Integer> of(List<Integer> weights, int count) {
        int total = weights.stream().mapToInt(Integer::intValue).sum();
        int[] wealth = new int[weights.size()];
        List<Integer> turns = new ArrayList<>(count);
        for (int turn = 0; turn < count; turn++) {
            int richest = 0;
            for (int i = 0; i < wealth.length; i++) {
                wealth[i] += weights.get(i);
                richest = wealth[i] > wealth[richest] ? i : richest;
            }
            wealth[richest] -= total;
            turns.add(richest);
        }
        return turns;
    }
}
