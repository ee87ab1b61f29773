package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Arrival;
import io.gauntlet.harness.recording.Ledger;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.Window;
import java.util.Comparator;
import java.util.List;

/** The order in which backends are picked. */
public final class Runs {
    private Runs() {}

    /** The backends that were picked within the window, one pick after the other, whoever asked. */
    public static List<String> picks(Recording recording, Window window) {
        return recording.arrivals().stream()
                .filter(arrival -> arrival.request() && window.holds(arrival.received()))
                .sorted(Comparator.comparingLong(Arrival::received))
                .map(Arrival::backend)
                .toList();
    }

    /** The backends of what was said byte for byte in an action, one pick after the other: of requests no ledger knows. */
    public static List<String> said(Ledger ledger, Mark said) {
        return ledger.strays().stream()
                .filter(stray -> said.window().holds(stray.received()))
                .sorted(Comparator.comparingLong(Arrival::received))
                .map(Arrival::backend)
                .toList();
    }

    /** The most picks in a row of one and the same backend. */
    public static int longest(List<?> picks) {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < picks.size(); i++) {
            run = i > 0 && picks.get(i).equals(picks.get(i - 1)) ? run + 1 : 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /** The most requests in a row, in the order in which they were wanted, of which none reached this backend. */
    public static int longestWithout(String backend, Ledger ledger) {
        int longest = 0;
        int run = 0;
        for (var request : ledger.requests()) {
            run = request.reached(backend) ? 0 : run + 1;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    /**
     * The most requests in a row that pass by a backend with this share by chance, but for one time in {@code 1/falseAlarm}:
     * {@code total (1-share)^n <= falseAlarm}, since a run may begin at each of them.
     */
    public static int longestByChance(int total, double share, double falseAlarm) {
        return (int) Math.ceil(Math.log(falseAlarm / Math.max(1, total)) / Math.log1p(-share));
    }
}
