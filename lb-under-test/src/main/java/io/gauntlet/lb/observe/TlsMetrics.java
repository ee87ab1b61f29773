package io.gauntlet.lb.observe;

import io.gauntlet.lb.tls.TlsCounters.Count;
import io.gauntlet.lb.tls.TlsStore;
import java.util.Map;

/** Renders how handshakes end and how long certificates are valid. Thread-safe; reads only. */
public final class TlsMetrics {
    private final TlsStore tls;

    public TlsMetrics(TlsStore tls) {
        this.tls = tls;
    }

    /** Its part of the page. */
    public String text() {
        var page = new MetricsPage();
        page.family("gauntlet_lb_tls_handshakes_total", "counter", "TLS handshakes that came about, by version.");
        write(page, "version", tls.counters().handshakes());
        page.family("gauntlet_lb_tls_failures_total", "counter", "TLS handshakes that did not, by class of reason.");
        write(page, "reason", tls.counters().failures());
        page.family("gauntlet_lb_tls_rotations_total", "counter", "Changes of certificates' files, by their outcome.");
        write(page, "outcome", tls.counters().rotations());
        page.family(
                "gauntlet_lb_tls_certificate_refused",
                "gauge",
                "1 while files hold what cannot be used, and earlier certificates are shown.");
        tls.broken().forEach((whose, broken) -> page.sample(broken ? 1 : 0, whose.kind(), whose.name()));
        page.family(
                "gauntlet_lb_tls_certificate_not_after_seconds",
                "gauge",
                "The end of a certificate's validity, in seconds since 1970.");
        tls.shown()
                .forEach(each -> page.sample(
                        each.notAfter().getEpochSecond(),
                        each.whose().kind(),
                        each.whose().name(),
                        "certificate",
                        each.file().toString()));
        return page.text();
    }

    private static void write(MetricsPage page, String label, Map<Count, Long> counts) {
        counts.forEach((count, sum) ->
                page.sample(sum, count.whose().kind(), count.whose().name(), label, count.what()));
    }
}
