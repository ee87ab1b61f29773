package io.gauntlet.backends.control;

import io.gauntlet.backends.journal.Kind;
import io.gauntlet.backends.journal.Outcome;
import io.gauntlet.backends.server.FakeBackend;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the backends count, in Prometheus' text format. Thread-safe. */
final class BackendMetrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    BackendMetrics(List<FakeBackend> backends) {
        CounterWithCallback.builder()
                .name("gauntlet_backend_requests_total")
                .help("Requests that ended.")
                .labelNames("backend", "kind", "outcome")
                .callback(callback -> backends.forEach(backend -> {
                    for (Kind kind : Kind.values()) {
                        for (Outcome outcome : Outcome.values()) {
                            callback.call(
                                    (double) backend.ended(kind, outcome), backend.id(), kind.word(), outcome.word());
                        }
                    }
                }))
                .register(registry);
        GaugeWithCallback.builder()
                .name("gauntlet_backend_requests_in_flight")
                .help("Requests that were received and have not ended; probes are none.")
                .labelNames("backend")
                .callback(callback -> backends.forEach(backend -> callback.call(backend.inFlight(), backend.id())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("gauntlet_backend_connections_open")
                .help("TCP connections to the traffic port.")
                .labelNames("backend")
                .callback(
                        callback -> backends.forEach(backend -> callback.call(backend.connectionsOpen(), backend.id())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("gauntlet_backend_journal_failed")
                .help("1 once a journal line could not be written.")
                .labelNames("backend")
                .callback(callback -> backends.forEach(
                        backend -> callback.call(backend.journal().failure().isPresent() ? 1 : 0, backend.id())))
                .register(registry);
    }

    ControlAnswer answer() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ControlAnswer.text(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
    }
}
