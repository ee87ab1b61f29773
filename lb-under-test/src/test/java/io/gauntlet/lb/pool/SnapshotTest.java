package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups in pools of few and of many are the same. */
class SnapshotTest {
    private static Backend backend(String id) {
        return new Backend(id, InetSocketAddress.createUnresolved("b", 1), 1);
    }

    private static List<Backend> backends(int count) {
        return IntStream.range(0, count).mapToObj(i -> backend("b" + i)).toList();
    }

    private static Snapshot snapshot(List<Backend> all) {
        List<Member> members =
                all.stream().map(each -> new Member(each, BackendState.HEALTHY)).toList();
        return new Snapshot(members, all.subList(1, all.size()), false, all);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, Snapshot.FEW, Snapshot.FEW + 1, Snapshot.FEW + 2, 10_000})
    void findsWhoIsThereAndNobodyElse(int count) {
        List<Backend> all = backends(count);
        Snapshot snapshot = snapshot(all);
        for (int i = 0; i < count; i++) {
            Backend each = all.get(i);
            assertThat(snapshot.allows(each)).isEqualTo(i > 0);
            assertThat(snapshot.serves(each)).isTrue();
            assertThat(snapshot.member(each.id())).isEqualTo(new Member(each, BackendState.HEALTHY));
        }
        Backend namesake = backend("b0");
        assertThat(snapshot.allows(namesake)).isFalse();
        assertThat(snapshot.serves(namesake)).isFalse();
        assertThat(snapshot.member("b" + count)).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 100})
    void takesTheFirstOfTwoNamesakes(int count) {
        Backend first = backend("b0");
        List<Member> members = new ArrayList<>(List.of(new Member(first, BackendState.HEALTHY)));
        backends(count).forEach(each -> members.add(new Member(each, BackendState.DRAINING)));
        assertThat(new Snapshot(members, List.of(), false).member("b0"))
                .isEqualTo(new Member(first, BackendState.HEALTHY));
    }
}
