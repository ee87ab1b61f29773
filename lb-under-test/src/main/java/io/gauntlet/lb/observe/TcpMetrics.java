package io.gauntlet.lb.observe;

import io.gauntlet.lb.tcp.TcpCounters;

/** Renders what the TCP plane did by itself. Thread-safe; reads only. */
public final class TcpMetrics {
    private final TcpCounters counters;

    public TcpMetrics(TcpCounters counters) {
        this.counters = counters;
    }

    /** Its part of the page. */
    public String text() {
        var page = new MetricsPage();
        page.family("gauntlet_lb_tcp_refused_total", "counter", "Connections closed without a backend, by reason.");
        counters.refused().forEach((reason, count) -> page.sample(count, "reason", reason));
        return page.text();
    }
}
