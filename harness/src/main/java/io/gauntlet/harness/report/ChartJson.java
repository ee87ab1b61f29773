package io.gauntlet.harness.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gauntlet.harness.recording.Recording;
import io.gauntlet.harness.report.Timeline.Latency;
import io.gauntlet.harness.report.Timeline.Slice;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A timeline and its actions as columns, the way the charts' script wants them. */
final class ChartJson {
    private static final JsonMapper JSON = new JsonMapper();

    private ChartJson() {}

    /** The charts of a recording, in at most {@code most} points, with these actions marked. */
    static String of(Recording recording, List<Action> actions, int most) {
        var timeline = Timeline.of(recording, most);
        long origin = Timeline.origin(recording);
        var root = JSON.createObjectNode();
        root.put("step", timeline.step());
        recording
                .event("workload", "finished")
                .ifPresentOrElse(end -> root.put("over", (end.at() - origin) / 1e9), () -> root.putNull("over"));
        var at = root.putArray("at");
        timeline.slices().forEach(slice -> at.add(slice.at()));
        rates(root, timeline);
        column(root.putArray("p50"), timeline, slice -> millis(slice, Latency::p50));
        column(root.putArray("p95"), timeline, slice -> millis(slice, Latency::p95));
        column(root.putArray("p99"), timeline, slice -> millis(slice, Latency::p99));
        var backends = root.putArray("backends");
        var shares = root.putArray("shares");
        for (var backend : timeline.backends()) {
            backends.add(backend);
            column(shares.addArray(), timeline, slice -> share(slice, backend));
        }
        var marks = root.putArray("actions");
        actions.forEach(action -> mark(marks.addObject(), action, origin));
        return embeddable(root.toString());
    }

    private static void rates(ObjectNode root, Timeline timeline) {
        column(root.putArray("offered"), timeline, Slice::offered);
        column(root.putArray("achieved"), timeline, Slice::achieved);
        column(root.putArray("failed"), timeline, Slice::failed);
    }

    private static void column(ArrayNode column, Timeline timeline, Function<Slice, @Nullable Double> value) {
        for (var slice : timeline.slices()) {
            var number = value.apply(slice);
            if (number == null) {
                column.addNull();
            } else {
                column.add(Math.rint(number * 1e4) / 1e4);
            }
        }
    }

    private static @Nullable Double millis(Slice slice, ToDoubleFunction<Latency> quantile) {
        return slice.latency().isPresent()
                ? Double.valueOf(quantile.applyAsDouble(slice.latency().get()))
                : null;
    }

    /** In per cent: 0 while only others answered, nothing while nobody did. */
    private static @Nullable Double share(Slice slice, String backend) {
        return slice.shares().isEmpty()
                ? null
                : Double.valueOf(100 * slice.shares().getOrDefault(backend, 0.0));
    }

    private static void mark(ObjectNode node, Action action, long origin) {
        node.put("label", action.label());
        node.put("from", (action.asked() - origin) / 1e9);
        action.done().ifPresentOrElse(done -> node.put("to", (done - origin) / 1e9), () -> node.putNull("to"));
    }

    /** Within a script element nothing may look like markup; outside of strings JSON has none of these characters. */
    private static String embeddable(String json) {
        return json.replace("&", "\\u0026")
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("\u2028", "\\u2028")
                .replace("\u2029", "\\u2029");
    }
}
