package io.gauntlet.lb.observe;

import io.gauntlet.lb.listen.Gate;
import io.gauntlet.lb.listen.Gates;
import java.util.List;
import java.util.function.ToLongFunction;

/** Renders how many connections listeners have. Thread-safe; reads only. */
public final class ListenerMetrics {
    private final List<Gates> all;

    public ListenerMetrics(Gates... all) {
        this.all = List.of(all);
    }

    /** Its part of the page. */
    public String text() {
        var page = new MetricsPage();
        each(page, "connections", "gauge", "Open connections of clients, idle ones included.", Gate::open);
        each(page, "max_connections", "gauge", "Connections that there may be at once.", Gate::max);
        each(
                page,
                "full_total",
                "counter",
                "Times that there were as many connections as there may be, so that further ones had to wait.",
                Gate::full);
        return page.text();
    }

    private void each(MetricsPage page, String name, String type, String help, ToLongFunction<Gate> value) {
        page.family("gauntlet_lb_listener_" + name, type, help);
        for (Gates gates : all) {
            gates.all().forEach((listener, gate) -> page.sample(value.applyAsLong(gate), "listener", listener));
        }
    }
}
