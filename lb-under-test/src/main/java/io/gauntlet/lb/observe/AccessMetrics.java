package io.gauntlet.lb.observe;

import io.gauntlet.lb.access.AccessLog;

/** What became of the access log's lines, as Prometheus' text format has it. Thread-safe. */
public final class AccessMetrics {
    private final AccessLog log;

    public AccessMetrics(AccessLog log) {
        this.log = log;
    }

    public String text() {
        var page = new MetricsPage();
        page.family("gauntlet_lb_access_log_lines_total", "counter", "Lines written to the access log.");
        page.sample(log.written());
        page.family("gauntlet_lb_access_log_lost_total", "counter", "Lines that the access log should have had.");
        page.sample(log.lost());
        return page.text();
    }
}
