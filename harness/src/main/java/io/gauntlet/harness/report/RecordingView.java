package io.gauntlet.harness.report;

import io.gauntlet.harness.recording.Event;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.recording.RecordingFolder;
import io.gauntlet.harness.recording.UnreadableRecordingException;
import io.gauntlet.harness.report.Timeline.Latency;
import io.gauntlet.harness.report.Timeline.Slice;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a recording shows, as the template prints it. Lists are empty where there is nothing to show.
 *
 * @param note why there is no chart, or empty
 * @param chart its data as JSON that may stand in a script element, or empty
 * @param table the chart's figures for those who can't see it
 */
record RecordingView(String note, String chart, Table table, Story story, Account account) {
    /** A chart of more points than a screen has pixels shows no more. */
    private static final int MAX_POINTS = 1200;

    /** A longer table is read by nobody; the files have it all. */
    private static final int MAX_ROWS = 60;

    private static final int MAX_EVENTS = 200;
    private static final Account NO_ACCOUNT = new Account(List.of(), List.of(), List.of());

    /** Rows of cells under one header. */
    record Table(int step, List<String> backends, List<List<String>> rows) {}

    /**
     * What was done and seen.
     *
     * @param actions as drawn into the charts: when, what, in force after, detail
     * @param events seconds, subject, event, detail
     * @param unlisted how many more events there are
     */
    record Story(List<List<String>> actions, List<List<String>> events, int unlisted) {}

    static RecordingView nothing(String note) {
        return new RecordingView(
                note, "", new Table(1, List.of(), List.of()), new Story(List.of(), List.of(), 0), NO_ACCOUNT);
    }

    static RecordingView of(RecordingFolder folder) {
        try {
            return of(folder.read());
        } catch (UnreadableRecordingException | UncheckedIOException e) {
            return nothing("The recording cannot be read: " + e.getMessage());
        }
    }

    private static RecordingView of(Recording recording) {
        long origin = Timeline.origin(recording);
        var actions = Action.of(recording).stream()
                .filter(action -> action.asked() >= origin)
                .toList();
        var story = story(actions, EventList.of(recording).all(), origin);
        if (recording.attempts().isEmpty()) {
            var nothing = nothing("The client's ledger is empty: there is nothing to draw.");
            return new RecordingView(nothing.note(), "", nothing.table(), story, NO_ACCOUNT);
        }
        return new RecordingView(
                "",
                ChartJson.of(recording, actions, MAX_POINTS),
                table(Timeline.of(recording, MAX_ROWS)),
                story,
                Account.of(recording));
    }

    private static Story story(List<Action> actions, List<Event> events, long origin) {
        return new Story(
                actions.stream().map(action -> row(action, origin)).toList(),
                events.stream()
                        .limit(MAX_EVENTS)
                        .map(e -> List.of(Print.seconds(e.at() - origin), e.subject(), e.event(), e.detail()))
                        .toList(),
                Math.max(0, events.size() - MAX_EVENTS));
    }

    private static List<String> row(Action action, long origin) {
        var inForce = action.done().isPresent()
                ? Print.millis(action.done().getAsLong() - action.asked())
                : action.awaited() ? "never" : "";
        return List.of(Print.seconds(action.asked() - origin), action.label(), inForce, action.detail());
    }

    private static Table table(Timeline timeline) {
        return new Table(
                timeline.step(),
                timeline.backends(),
                timeline.slices().stream()
                        .map(slice -> cells(slice, timeline.backends()))
                        .toList());
    }

    private static List<String> cells(Slice slice, List<String> backends) {
        List<String> cells = new ArrayList<>(List.of(
                Long.toString(slice.at()),
                rate(slice.offered()),
                rate(slice.achieved()),
                rate(slice.failed()),
                millis(slice, Latency::p50),
                millis(slice, Latency::p95),
                millis(slice, Latency::p99)));
        for (var backend : backends) {
            cells.add(
                    slice.shares().isEmpty()
                            ? ""
                            : Print.number(Math.rint(1000 * slice.shares().getOrDefault(backend, 0.0)) / 10));
        }
        return List.copyOf(cells);
    }

    private static String rate(double perSecond) {
        return Print.number(Math.rint(perSecond * 10) / 10);
    }

    private static String millis(Slice slice, ToDoubleFunction<Latency> quantile) {
        return slice.latency()
                .map(latency -> Print.number(Math.rint(quantile.applyAsDouble(latency) * 10) / 10))
                .orElse("");
    }
}
