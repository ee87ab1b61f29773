package io.gauntlet.faultproxy.api;

import io.gauntlet.faultproxy.link.Direction;
import io.gauntlet.faultproxy.link.Proxies;
import io.gauntlet.faultproxy.link.Proxy;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.ToLongBiFunction;

/** The metrics in Prometheus' text format, read off the proxies at the moment of the scrape. Thread-safe. */
final class Metrics {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    Metrics(Proxies proxies, Features features) {
        if (features.proxyMetrics()) {
            registry.register(() -> bytes(
                    "toxiproxy_proxy_received_bytes",
                    proxies,
                    (proxy, direction) -> proxy.traffic().received(direction)));
            registry.register(() -> bytes(
                    "toxiproxy_proxy_sent_bytes",
                    proxies,
                    (proxy, direction) -> proxy.traffic().sent(direction)));
        }
        if (features.runtimeMetrics()) {
            JvmMetrics.builder().register(registry);
        }
    }

    private static CounterSnapshot bytes(String name, Proxies proxies, ToLongBiFunction<Proxy, Direction> count) {
        var snapshot = CounterSnapshot.builder().name(name);
        for (var proxy : proxies.all()) {
            for (var direction : Direction.values()) {
                snapshot.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(Labels.of(
                                "direction", direction.name().toLowerCase(Locale.ROOT),
                                "listener", proxy.settings().listen(),
                                "proxy", proxy.name(),
                                "upstream", proxy.settings().upstream()))
                        .value((double) count.applyAsLong(proxy, direction))
                        .build());
            }
        }
        return snapshot.build();
    }

    Reply scrape(Call call) {
        var text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossible) {
            throw new UncheckedIOException("metrics cannot be written to memory", impossible);
        }
        return new Reply(
                HttpResponseStatus.OK, PrometheusTextFormatWriter.CONTENT_TYPE, text.toString(StandardCharsets.UTF_8));
    }
}
