package io.gauntlet.lb.pool;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * A backend as a configuration has it, which may be one that is there already.
 *
 * @param addresses that its address stands for now, at least one; a name may have several
 */
public record Candidate(String id, List<InetSocketAddress> addresses, int weight) {
    public Candidate {
        addresses = List.copyOf(addresses);
    }

    /** Whether it is that one. A name that is written differently is another address, wherever it leads. */
    boolean is(Backend backend) {
        return addresses.stream()
                .anyMatch(address -> address.equals(backend.address())
                        && address.getHostString().equals(backend.address().getHostString()));
    }

    Backend fresh() {
        return new Backend(id, addresses.get(0), weight);
    }
}
