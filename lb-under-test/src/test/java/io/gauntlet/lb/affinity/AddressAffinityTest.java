package io.gauntlet.lb.affinity;

import static io.gauntlet.lb.affinity.TestingVisits.backend;
import static io.gauntlet.lb.affinity.TestingVisits.bound;
import static io.gauntlet.lb.affinity.TestingVisits.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.balance.Algorithm;
import io.gauntlet.lb.balance.Hash;
import io.gauntlet.lb.pool.Backend;
import io.gauntlet.lb.pool.Pool;
import io.gauntlet.lb.pool.Snapshot;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Clients by their address. */
class AddressAffinityTest {
    private static final int CLIENTS = 1000;

    private final Pool pool = TestingVisits.pool(5);
    private final Affinity affinity = new AddressAffinity();

    private Map<Integer, Backend> owners() {
        Map<Integer, Backend> owners = new HashMap<>();
        for (int i = 0; i < CLIENTS; i++) {
            Backend owner = bound(affinity, client("10.1." + i / 250 + "." + i % 250), pool);
            if (owner != null) {
                owners.put(i, owner);
            }
        }
        return owners;
    }

    @Test
    void sharesClientsOutAndStoresNothing() {
        Map<Integer, Backend> owners = owners();
        assertThat(owners).hasSize(CLIENTS);
        assertThat(new HashSet<>(owners.values())).hasSize(5);
        assertThat(affinity.table()).isEmpty();
        assertThat(affinity.cookieFor(backend(pool, 0), null)).isNull();
        // Another balancer, or this one after a restart.
        assertThat(bound(new AddressAffinity(), client("10.1.0.7"), pool)).isSameAs(owners.get(7));
    }

    @Test
    void laysItsRingOutBeforeAnybodyNeedsIt() {
        List<List<Backend>> laidOut = new ArrayList<>();
        Affinity other = new AddressAffinity(new Algorithm() {
            @Override
            public @Nullable Backend pick(Snapshot snapshot, @Nullable Backend excluded, long key) {
                return null;
            }

            @Override
            public void prepare(List<Backend> current, List<Backend> next) {
                laidOut.add(next);
            }
        });
        pool.layOutBy(other::prepare);
        pool.drain(backend(pool, 2));
        assertThat(laidOut).hasSize(2);
        assertThat(laidOut.get(1)).isSameAs(pool.snapshot().eligible());
    }

    @Test
    void movesTheClientsOfOneThatGoesOverAllOthersAndTakesThemBack() {
        Map<Integer, Backend> before = owners();
        Backend gone = backend(pool, 2);
        pool.drain(gone);
        Set<Backend> heirs = new HashSet<>();
        owners().forEach((client, owner) -> {
            if (before.get(client) == gone) {
                heirs.add(owner);
            } else {
                assertThat(owner).isSameAs(before.get(client));
            }
        });
        assertThat(heirs).hasSize(4).doesNotContain(gone);
        pool.undrain(gone);
        assertThat(owners()).isEqualTo(before);
    }

    @Test
    void givesANewBackendItsShareAndMovesNobodyElse() {
        Map<Integer, Backend> before = owners();
        var fresh = new Backend("b6", InetSocketAddress.createUnresolved("b6", 1), 1);
        pool.add(List.of(fresh));
        Map<Integer, Backend> after = owners();
        after.forEach((client, owner) -> assertThat(owner).isSameAs(owner == fresh ? fresh : before.get(client)));
        assertThat(after.values()).contains(fresh);
    }

    @Test
    void keepsToTheNextOnTheRingWhileAFailureIsNotKnown() {
        Map<Integer, Backend> before = owners();
        for (int i = 0; i < 100; i++) {
            Affinity.Visitor client = client("10.1.0." + i);
            Backend failed = Objects.requireNonNull(before.get(i));
            Backend instead = affinity.instead(client, pool.snapshot(), failed);
            assertThat(instead).isNotNull().isNotSameAs(failed);
            pool.drain(failed);
            assertThat(bound(affinity, client, pool)).isSameAs(instead);
            pool.undrain(failed);
        }
    }

    @Test
    void hasNobodyWhereThereIsNobody() {
        assertThat(bound(affinity, client("10.1.0.1"), TestingVisits.pool(0))).isNull();
    }

    @Test
    void takesAnIpv6ClientByItsNetwork() {
        Set<Backend> owners = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            Backend owner = bound(affinity, client("2001:db8:0:" + Integer.toHexString(i) + "::1"), pool);
            assertThat(owner).isNotNull();
            assertThat(bound(affinity, client("2001:db8:0:" + Integer.toHexString(i) + ":ffff::2"), pool))
                    .isSameAs(owner);
            owners.add(owner);
        }
        assertThat(owners).hasSize(5);
    }

    @Test
    void takesIpv4ThatIsMappedIntoIpv6ForIpv4() throws UnknownHostException {
        for (int i = 0; i < 50; i++) {
            byte[] mapped = new byte[16];
            mapped[10] = -1;
            mapped[11] = -1;
            mapped[12] = 10;
            mapped[15] = (byte) i;
            // InetAddress itself would make an Inet4Address of it; a native transport need not.
            Inet6Address wide = Inet6Address.getByAddress("", mapped, -1);
            InetAddress plain = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) i});
            assertThat(Hash.of(wide)).isEqualTo(Hash.of(plain));
        }
    }
}
