package io.gauntlet.harness.bench;

/**
 * What requests are sent for a measure.
 *
 * @param bytes of an answer
 * @param kept whether a connection is kept for the next request
 */
record Way(boolean tls, int bytes, boolean kept) {
    static Way of(Measure measure) {
        return switch (measure) {
            case REQUESTS_64K -> new Way(false, Backends.LARGE, true);
            case CONNECTIONS -> new Way(false, Backends.SMALL, false);
            case TLS -> new Way(true, Backends.SMALL, true);
            case REQUESTS_1K, CPU, LATENCY, IDLE_MEMORY, START -> new Way(false, Backends.SMALL, true);
        };
    }

    String path() {
        return Backends.path(bytes);
    }

    int port(Spot spot) {
        return tls ? spot.tlsPort() : spot.port();
    }

    String url(Spot spot) {
        return (tls ? "https" : "http") + "://" + Spot.HOST + ":" + port(spot) + path();
    }
}
