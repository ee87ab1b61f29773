package io.gauntlet.lb.observe;

import io.gauntlet.lb.pool.Member;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.skew.Skew;
import java.util.Map;

/** How requests are shared among the backends of each pool. Not thread-safe. */
final class SkewMetrics {
    private final MetricsPage page;
    private final Map<Pool, Skew> skews;

    SkewMetrics(MetricsPage page, Map<Pool, Skew> skews) {
        this.page = page;
        this.skews = skews;
    }

    void write() {
        page.family("gauntlet_lb_backend_share", "gauge", "Part of its pool's requests that a backend got of late.");
        skews.forEach((pool, skew) -> {
            for (Member member : pool.snapshot().members()) {
                double part = skew.share(member.backend()).part();
                page.sample(
                        part, "pool", pool.name(), "backend", member.backend().id());
            }
        });
        page.family(
                "gauntlet_lb_skew_ratio",
                "gauge",
                "Requests of the backend that has most in relation to its due; missing while there are too few to tell.");
        skews.forEach((pool, skew) -> skew.ratio().ifPresent(ratio -> page.sample(ratio, "pool", pool.name())));
        page.family("gauntlet_lb_skew_alarm", "gauge", "1 while that is more than the limit allows.");
        skews.forEach((pool, skew) -> page.sample(skew.alarm() ? 1 : 0, "pool", pool.name()));
    }
}
