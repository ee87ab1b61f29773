package io.gauntlet.lb.discovery;

import java.time.Duration;
import java.util.List;

/**
 * What a registry said, unchecked.
 *
 * @param unusable what else it said, each with what is wrong with it
 * @param next how long to wait before it is asked again
 */
record Answer(List<Entry> entries, List<String> unusable, Duration next) {
    Answer {
        entries = List.copyOf(entries);
        unusable = List.copyOf(unusable);
    }

    /**
     * A backend as the registry has it.
     *
     * @param host a name or an IP address
     * @param weight in the registry's own measure
     */
    record Entry(String id, String host, int port, int weight) {}
}
