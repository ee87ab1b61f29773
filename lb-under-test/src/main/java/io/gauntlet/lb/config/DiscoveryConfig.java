package io.gauntlet.lb.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the backends of a pool are found that stand in no configuration.
 *
 * <pre>
 *   discovery:
 *     initial-timeout: 10s
 *     max-backends: 20000
 *     file: {path: backends.yaml, interval: 1s}
 *     dns: {name: web.internal, port: 8080, server: 10.0.0.2:53, timeout: 2s, min-ttl: 1s, max-ttl: 5m}     # or
 *     dns: {name: _http._tcp.web.internal}                                                                  # or
 *     consul: {url: http://127.0.0.1:8500, service: web, tag: v2, datacenter: dc1, token-file: token, wait: 30s}   # or
 * </pre>
 *
 * @param initialTimeout how long a start, or a reload that brings this in, waits for the first answer
 * @param maxBackends an answer with more is taken for wrong as a whole
 */
public record DiscoveryConfig(Registry registry, Duration initialTimeout, int maxBackends) {

    /** What is asked. */
    public sealed interface Registry {}

    /**
     * A file that lists backends as a pool does.
     *
     * @param interval from one look at the file to the next
     */
    public record FileRegistry(Path path, Duration interval) implements Registry {}

    /**
     * The domain name system.
     *
     * @param port of every address; absent for a name whose SRV records tell it
     * @param server who is asked; absent for those of the machine
     * @param timeout for one question to one server
     */
    public record DnsRegistry(
            String name, Optional<Integer> port, Optional<Address> server, Duration timeout, TimeToLive ttl)
            implements Registry {}

    /** Between which bounds the time to live of records is heeded. */
    public record TimeToLive(Duration min, Duration max) {
        /** The time that is kept of what a record says. */
        public Duration within(Duration said) {
            Duration atLeast = said.compareTo(min) < 0 ? min : said;
            return atLeast.compareTo(max) > 0 ? max : atLeast;
        }
    }

    /**
     * An HTTP registry that speaks as Consul does.
     *
     * @param tokenFile holds the secret that is shown with every question; read anew each time
     * @param hold how long the registry may hold a question for want of news
     */
    public record ConsulRegistry(URI url, ConsulQuery query, Optional<Path> tokenFile, Duration hold)
            implements Registry {}

    /** Which instances of which service. */
    public record ConsulQuery(String service, Optional<String> tag, Optional<String> datacenter) {}
}
