package io.gauntlet.harness.report;

import static java.util.Comparator.comparingLong;

import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of a recording, with what is repeated again and again (the injector's state each second) told from what a
 * reader wants to see.
 *
 * @param rare in the order of time
 * @param frequent each kind once, as "so many times" in its detail, at the time of its first
 */
record EventList(List<Event> rare, List<Event> frequent) {
    /** More often than this, and events of one kind are a series, not news. */
    private static final int FREQUENT = 10;

    static EventList of(Recording recording) {
        Map<String, Integer> counts = new HashMap<>();
        recording.events().forEach(event -> counts.merge(kind(event), 1, Integer::sum));
        List<Event> rare = new ArrayList<>();
        List<Event> frequent = new ArrayList<>();
        for (var event : recording.events()) {
            int count = counts.getOrDefault(kind(event), 0);
            if (count <= FREQUENT) {
                rare.add(event);
            } else if (frequent.stream().noneMatch(other -> kind(other).equals(kind(event)))) {
                var detail = count + " times, the first: " + event.detail();
                frequent.add(new Event(event.at(), event.subject(), event.event(), detail));
            }
        }
        return new EventList(List.copyOf(rare), List.copyOf(frequent));
    }

    /** What a reader sees, in the order of time. */
    List<Event> all() {
        List<Event> all = new ArrayList<>(rare);
        all.addAll(frequent);
        all.sort(comparingLong(Event::at));
        return all;
    }

    private static String kind(Event event) {
        return event.subject() + "\n" + event.event();
    }
}
