package io.gauntlet.lb.discovery;

import io.gauntlet.lb.config.Address;
import io.gauntlet.lb.config.BackendConfig;
import io.gauntlet.lb.pool.Candidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes candidates of what a registry said, and leaves out what cannot be one: one bad entry must not cost the pool the good
 * ones. Not thread-safe.
 */
final class Sieve {
    private final Lookup lookup;

    Sieve(Lookup lookup) {
        this.lookup = lookup;
    }

    /**
     * What remains.
     *
     * @param leftOut what does not, each with what is wrong with it
     */
    record Sifted(List<Candidate> candidates, List<String> leftOut) {
        Sifted {
            candidates = List.copyOf(candidates);
            leftOut = List.copyOf(leftOut);
        }
    }

    /** Blocks while hosts are looked up. */
    Sifted sift(Answer answer) throws InterruptedException {
        lookup.begin();
        int greatest =
                answer.entries().stream().mapToInt(Answer.Entry::weight).max().orElse(1);
        Map<String, Candidate> candidates = new LinkedHashMap<>();
        List<String> leftOut = new ArrayList<>(answer.unusable());
        for (Answer.Entry entry : answer.entries()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            try {
                Candidate candidate = candidate(entry, weight(entry.weight(), greatest));
                Candidate other = candidates.putIfAbsent(candidate.id(), candidate);
                if (other != null && !other.equals(candidate)) {
                    throw new IllegalArgumentException("stands there twice, and differs (expected: once)");
                }
            } catch (IllegalArgumentException e) {
                leftOut.add("'" + entry.id() + "': " + e.getMessage());
            }
        }
        return new Sifted(List.copyOf(candidates.values()), leftOut);
    }

    private Candidate candidate(Answer.Entry entry, int weight) {
        if (entry.port() == 0) {
            throw new IllegalArgumentException("port 0 (expected: 1 to 65535)");
        }
        var backend = new BackendConfig(entry.id(), new Address(entry.host(), entry.port()), weight);
        List<InetAddress> found = lookup.addresses(entry.host());
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no such host " + entry.host());
        }
        if (found.stream().anyMatch(address -> address.isAnyLocalAddress() || address.isMulticastAddress())) {
            throw new IllegalArgumentException("address " + entry.host() + " (expected: that of one host)");
        }
        List<InetSocketAddress> addresses = found.stream()
                .map(address -> new InetSocketAddress(address, entry.port()))
                .toList();
        return new Candidate(backend.id(), addresses, backend.weight());
    }

    /**
     * Registries count weights up to 65535 (RFC 2782, and Consul), so a great one scales all of them down. A weight of
     * nothing is the least one, as RFC 2782 has it.
     */
    private static int weight(int weight, int greatest) {
        long scaled =
                greatest <= BackendConfig.MAX_WEIGHT ? weight : (long) weight * BackendConfig.MAX_WEIGHT / greatest;
        return (int) Math.max(1, scaled);
    }
}
