package io.gauntlet.lb.config;

import java.time.Duration;

/**
 * What carries the traffic.
 *
 * @param threads event loops; 0 for one for each processor
 * @param warmUp how long the balancer sends itself requests before it serves; may be no time at all
 */
public record TrafficConfig(TransportName transport, int threads, Duration warmUp) {
    /** Whether what carries traffic is the same; how it was warmed up is of no interest any more once it runs. */
    public boolean carriesLike(TrafficConfig other) {
        return transport == other.transport && threads == other.threads;
    }
}
