package io.gauntlet.faultproxy.api;

/**
 * What a server offers beyond the plain API. Immutable.
 *
 * @param strict whether extensions are refused, so that what works here works with the original
 * @param proxyMetrics whether {@code /metrics} has the bytes of all proxies
 * @param runtimeMetrics whether {@code /metrics} has figures of the JVM and the process
 */
public record Features(boolean strict, boolean proxyMetrics, boolean runtimeMetrics) {

    /** Extensions and no metrics, as a Toxiproxy that is started without flags has none. */
    public static final Features DEFAULTS = new Features(false, false, false);

    boolean metrics() {
        return proxyMetrics || runtimeMetrics;
    }
}
