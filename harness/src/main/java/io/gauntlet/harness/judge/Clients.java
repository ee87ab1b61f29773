package io.gauntlet.harness.judge;

import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.settings.Settings;
import io.gauntlet.harness.verdict.Finding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Whom each client was brought to, by the number that it puts into its path. */
public final class Clients {
    /** The parameter of the path that holds a client's number. */
    public static final String PARAMETER = "client";

    private static final Pattern NUMBER = Pattern.compile("[?&]" + PARAMETER + "=(\\d+)");

    /** A hash shares clients out by chance, and no ring is quite even: this much beyond its share is still fair. */
    private static final double UNEVEN = 1.5;

    private Clients() {}

    /** The backends of each client, of what was asked between the beginning and the end of an action. */
    public static Map<Integer, Set<String>> backends(Recording recording, Mark said) {
        Map<Integer, Set<String>> backends = new TreeMap<>();
        for (var arrival : recording.arrivals()) {
            var number = NUMBER.matcher(arrival.path());
            if (arrival.request() && said.window().holds(arrival.received()) && number.find()) {
                backends.computeIfAbsent(Integer.valueOf(number.group(1)), client -> new HashSet<>())
                        .add(arrival.backend());
            }
        }
        return backends;
    }

    /** The one backend of each client; those that have several have none. */
    public static Map<Integer, String> homes(Map<Integer, Set<String>> backends) {
        Map<Integer, String> homes = new TreeMap<>();
        backends.forEach((client, its) -> {
            if (its.size() == 1) {
                homes.put(client, its.iterator().next());
            }
        });
        return homes;
    }

    /** No backend has more of the clients than a hash that is a little uneven would give it. */
    public static Finding shared(Map<Integer, String> homes, Settings settings) {
        Map<String, Long> counts = new HashMap<>();
        homes.values().forEach(home -> counts.merge(home, 1L, Long::sum));
        long greatest =
                counts.values().stream().mapToLong(Long::longValue).max().orElse(0);
        double share = Math.min(1, UNEVEN / settings.backends().size());
        return Shares.atMost(
                greatest, homes.size(), share, settings, "the clients were shared out so: " + new TreeMap<>(counts));
    }
}
