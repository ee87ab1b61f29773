package io.gauntlet.faultproxy;

import io.gauntlet.faultproxy.api.Features;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How a fault proxy is started. Immutable.
 *
 * @param host the address or name that the API binds
 * @param port the API's port; 0 takes any
 * @param seed all chance is drawn from
 * @param dialTimeout how long connecting to an upstream may take
 * @param features what is offered beyond the plain API
 */
public record FaultProxySettings(String host, int port, long seed, Duration dialTimeout, Features features) {

    private static final int MAX_PORT = 65_535;
    private static final Duration MAX_DIAL_TIMEOUT = Duration.ofHours(1);

    public FaultProxySettings {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
        }
        if (dialTimeout.toMillis() < 1 || dialTimeout.compareTo(MAX_DIAL_TIMEOUT) > 0) {
            throw new IllegalArgumentException("dialTimeout: " + dialTimeout + " (expected: 1 ms to 1 h)");
        }
    }

    public FaultProxySettings(String host, int port, long seed, Duration dialTimeout) {
        this(host, port, seed, dialTimeout, Features.DEFAULTS);
    }

    /** Any free port of 127.0.0.1, a random seed, ten seconds to connect. */
    public static FaultProxySettings defaults() {
        long seed = RandomGenerator.getDefault().nextLong();
        return new FaultProxySettings("127.0.0.1", 0, seed, Duration.ofSeconds(10));
    }

    public FaultProxySettings at(String newHost, int newPort) {
        return new FaultProxySettings(newHost, newPort, seed, dialTimeout, features);
    }

    public FaultProxySettings seeded(long newSeed) {
        return new FaultProxySettings(host, port, newSeed, dialTimeout, features);
    }

    public FaultProxySettings dialTimeout(Duration newTimeout) {
        return new FaultProxySettings(host, port, seed, newTimeout, features);
    }

    /** With extensions refused: what works then works with the original. */
    public FaultProxySettings strict() {
        return features(new Features(true, features.proxyMetrics(), features.runtimeMetrics()));
    }

    public FaultProxySettings features(Features newFeatures) {
        return new FaultProxySettings(host, port, seed, dialTimeout, newFeatures);
    }
}
