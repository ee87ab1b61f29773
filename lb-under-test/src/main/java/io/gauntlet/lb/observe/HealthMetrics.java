package io.gauntlet.lb.observe;

import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Liveness;
import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is known of the health of each backend, beside its state. Not thread-safe. */
final class HealthMetrics {
    private final MetricsPage page;
    private final List<Pool> pools;
    private final Map<Backend, Standing> standings = new HashMap<>();

    HealthMetrics(MetricsPage page, List<Pool> pools) {
        this.page = page;
        this.pools = pools;
        pools.forEach(pool -> standings.putAll(pool.standings()));
    }

    void write() {
        each(
                "alive",
                "gauge",
                "1 while a backend is known to live, be it ready or not.",
                (backend, standing) -> standing != null && standing.liveness() == Liveness.ALIVE ? 1 : 0);
        each(
                "ejected",
                "gauge",
                "1 while a backend is out because of its requests.",
                (backend, standing) -> standing != null && standing.ejectedFor().isPresent() ? 1 : 0);
        each(
                "ejections_total",
                "counter",
                "Times that a backend was taken out because of its requests.",
                (backend, standing) -> backend.tally().ejections());
        each(
                "ejections_spared_total",
                "counter",
                "Times that it should have been, but too many were out already.",
                (backend, standing) -> backend.tally().spared());
        each(
                "failures_total",
                "counter",
                "Attempts at a backend that ended in a 5xx or without an answer.",
                (backend, standing) -> backend.tally().bad());
        each(
                "consecutive_failures",
                "gauge",
                "Of these, those since the last good answer.",
                (backend, standing) -> backend.tally().streak());
        each(
                "ramp_percent",
                "gauge",
                "How much of its share a backend has in its slow start.",
                (backend, standing) -> backend.rampPercent());
    }

    private void each(String name, String type, String help, Value value) {
        page.family("gauntlet_lb_backend_" + name, type, help);
        for (Pool pool : pools) {
            for (Member member : pool.snapshot().members()) {
                Backend backend = member.backend();
                page.sample(value.of(backend, standings.get(backend)), "pool", pool.name(), "backend", backend.id());
            }
        }
    }

    /** What a metric shows of a backend. */
    private interface Value {
        long of(Backend backend, @Nullable Standing standing);
    }
}
