package io.gauntlet.lb.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Looks up the hosts of one answer after the other. A host that cannot be looked up now keeps the addresses that it had in
 * the answer before. Blocks; not thread-safe.
 */
final class Lookup {
    /** For all hosts of an answer together: each may take the machine's resolver many seconds. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Function<String, List<InetAddress>> resolver;
    private Map<String, List<InetAddress>> before = Map.of();
    private Map<String, List<InetAddress>> now = new HashMap<>();
    private long deadline;

    Lookup(Function<String, List<InetAddress>> resolver) {
        this.resolver = resolver;
    }

    /** By the machine's resolver. */
    static Lookup ofMachine() {
        return new Lookup(host -> {
            try {
                return List.of(InetAddress.getAllByName(host));
            } catch (UnknownHostException e) {
                return List.of();
            }
        });
    }

    /** Begins with the next answer. */
    void begin() {
        before = now;
        now = new HashMap<>();
        deadline = System.nanoTime() + LIMIT.toNanos();
    }

    /** The addresses of a host; none when nobody knows it. */
    List<InetAddress> addresses(String host) {
        return now.computeIfAbsent(host, this::find);
    }

    private List<InetAddress> find(String host) {
        List<InetAddress> found = System.nanoTime() - deadline < 0 ? resolver.apply(host) : List.of();
        return found.isEmpty() ? before.getOrDefault(host, List.of()) : found;
    }
}
