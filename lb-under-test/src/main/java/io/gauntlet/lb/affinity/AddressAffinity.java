package io.gauntlet.lb.affinity;

import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.config.AlgorithmName;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Affinity by the client's address, on the ring of {@code ip-hash}: an IPv4 client counts as a whole, an IPv6 client by its
 * /64, and IPv4 that is mapped into IPv6 as IPv4. Nothing is stored, so that all balancers agree, and restarts change
 * nothing.
 *
 * <p>When a backend goes, drains or falls ill, its clients alone move, spread over those that are left by the ring; and since
 * there is nothing that would remember the move, they go back when it returns. With what is stored a session would stay.
 *
 * <p>It is the address of the connection that counts. {@code X-Forwarded-For} is a claim of whoever sends it, and would let
 * anybody choose a backend. Thread-safe.
 */
public final class AddressAffinity implements Affinity {
    private final Algorithm ring;

    public AddressAffinity() {
        this(Algorithm.named(AlgorithmName.IP_HASH));
    }

    /**
     * @param ring picks by the key alone
     */
    AddressAffinity(Algorithm ring) {
        this.ring = ring;
    }

    @Override
    public void prepare(List<Backend> current, List<Backend> next) {
        ring.prepare(current, next);
    }

    @Override
    public @Nullable Bond read(Visitor visitor, Snapshot snapshot) {
        Backend backend = ring.pick(snapshot, null, visitor.address());
        return backend == null ? null : new Bond(backend, false);
    }

    @Override
    public @Nullable String cookieFor(Backend backend, @Nullable Bond bond) {
        return null;
    }

    /** The next on the ring, where all requests of this client will go once the failure is known to the pool. */
    @Override
    public @Nullable Backend instead(Visitor visitor, Snapshot snapshot, Backend failed) {
        return ring.pick(snapshot, failed, visitor.address());
    }
}
