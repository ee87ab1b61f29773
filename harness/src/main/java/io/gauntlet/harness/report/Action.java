package io.gauntlet.harness.report;

import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Mark;
import io.gauntlet.harness.recording.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A timed action, or anything else that is worth a mark on a chart. Times are nanoseconds since the run's zero.
 *
 * @param asked when it was asked for, or seen
 * @param done when it was in force; empty where it never was, or where there is nothing to wait for
 * @param awaited it was asked for, so it has to be done at some time
 */
record Action(String label, String detail, long asked, OptionalLong done, boolean awaited) {

    /** All of a recording, in the order in which they were asked for. */
    static List<Action> of(Recording recording) {
        List<Action> actions = new ArrayList<>();
        Map<String, Integer> open = new HashMap<>();
        for (var event : EventList.of(recording).rare()) {
            var name = event.event();
            if (name.endsWith(Mark.ASKED)) {
                var action =
                        new Action(label(event, Mark.ASKED), event.detail(), event.at(), OptionalLong.empty(), true);
                open.put(action.label(), actions.size());
                actions.add(action);
            } else if (name.endsWith(Mark.DONE)) {
                var label = label(event, Mark.DONE);
                Optional.ofNullable(open.remove(label))
                        .ifPresentOrElse(
                                place -> actions.set(place, actions.get(place).doneAt(event)),
                                () -> actions.add(seen(event, label)));
            } else if (!event.subject().equals("workload") && !event.subject().equals("injector")) {
                actions.add(seen(event, label(event, "")));
            }
        }
        return List.copyOf(actions);
    }

    private static Action seen(Event event, String label) {
        return new Action(label, event.detail(), event.at(), OptionalLong.empty(), false);
    }

    private Action doneAt(Event event) {
        var details = detail.isEmpty() || event.detail().isEmpty() || detail.equals(event.detail())
                ? (detail.isEmpty() ? event.detail() : detail)
                : detail + "; " + event.detail();
        return new Action(label, details, asked, OptionalLong.of(event.at()), true);
    }

    private static String label(Event event, String ending) {
        var name = event.event();
        return event.subject() + " "
                + name.substring(0, name.length() - ending.length()).replace('_', ' ');
    }
}
