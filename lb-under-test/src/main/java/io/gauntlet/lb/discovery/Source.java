package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.DiscoveryConfig.ConsulRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.DnsRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.FileRegistry;
import io.gauntlet.lb.config.DiscoveryConfig.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** One registry that can be asked for backends; confined to the thread of its discovery, {@link #close} included. */
interface Source extends AutoCloseable {
    /**
     * Asks once; blocks.
     *
     * @param most more entries than this are no answer
     * @throws IOException with a message for people when there is no answer, or one that makes no sense
     */
    Answer ask(int most) throws IOException, InterruptedException;

    /** How long to wait after this many failures in a row. */
    Duration pause(int failures);

    @Override
    default void close() {}

    /**
     * The source that asks this registry.
     *
     * @param random for jitter
     */
    static Source of(Registry registry, Network network, RandomGenerator random) {
        // An exhaustive switch over sealed types is not in Java 17 yet.
        if (registry instanceof FileRegistry file) {
            return new FileSource(file, network.clock());
        }
        if (registry instanceof DnsRegistry dns) {
            return new DnsSource(dns, new DnsResolution(dns, network), new Backoff(random));
        }
        return new ConsulSource((ConsulRegistry) registry, new Backoff(random), ConsulSource.ANSWER_TIMEOUT);
    }
}
