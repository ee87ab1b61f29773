package io.gauntlet.lb.observe;

import io.gauntlet.lb.affinity.SessionTable;
import io.gauntlet.lb.affinity.SessionTable.Drop;
import io.gauntlet.lb.http.Destination;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is stored of sessions, in pools that store any. Not thread-safe. */
final class AffinityMetrics {
    private final MetricsPage page;
    private final Map<String, SessionTable> tables = new LinkedHashMap<>();

    AffinityMetrics(MetricsPage page, List<Destination> destinations) {
        this.page = page;
        for (Destination destination : destinations) {
            destination
                    .affinity()
                    .table()
                    .ifPresent(table -> tables.put(destination.pool().name(), table));
        }
    }

    void write() {
        page.family("gauntlet_lb_affinity_entries", "gauge", "Sessions whose backend is stored.");
        tables.forEach((pool, table) -> page.sample(table.size(), "pool", pool));
        page.family("gauntlet_lb_affinity_dropped_total", "counter", "Stored sessions that were dropped, by reason.");
        tables.forEach((pool, table) -> {
            for (Drop drop : Drop.values()) {
                page.sample(table.dropped(drop), "pool", pool, "reason", drop.text());
            }
        });
    }
}
