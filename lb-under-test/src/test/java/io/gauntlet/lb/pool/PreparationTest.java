package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What picks need is laid out before they can need it. */
class PreparationTest {
    private static final long TOOK = 10;

    private final AtomicLong now = new AtomicLong();
    private final List<List<Backend>> laidOut = new ArrayList<>();
    private final Pool pool = new Pool(
            "web",
            new PoolRules(0, BackendState.HEALTHY, HealthPolicy.thresholds(1, 1), Availability.minimumHealthy()),
            List.of(),
            now::get);

    private final Backend one = backend("b1");
    private final Backend two = backend("b2");

    private static Backend backend(String id) {
        return new Backend(id, InetSocketAddress.createUnresolved("b", 1), 1);
    }

    @Test
    void comesBeforeTheSnapshotAndIsToldWhatIsPickedFromSoFar() {
        pool.layOutBy((current, next) -> {
            assertThat(pool.snapshot().eligible()).isSameAs(current);
            laidOut.add(next);
        });
        pool.add(List.of(one, two));
        pool.drain(one);
        assertThat(laidOut).containsExactly(List.of(), List.of(one, two), List.of(two));
        assertThat(laidOut.get(2)).isSameAs(pool.snapshot().eligible());
    }

    @Test
    void restsFourTimesAsLongAsItTook() {
        pool.add(List.of(one, two));
        pool.layOutBy((current, next) -> {
            laidOut.add(next);
            now.addAndGet(TOOK);
        });
        laidOut.clear();
        pool.drain(one);
        assertThat(laidOut).hasSize(1);
        now.addAndGet(4 * TOOK - 1);
        pool.undrain(one);
        assertThat(laidOut).hasSize(1);
        now.incrementAndGet();
        pool.drain(one);
        assertThat(laidOut).hasSize(2);
    }
}
