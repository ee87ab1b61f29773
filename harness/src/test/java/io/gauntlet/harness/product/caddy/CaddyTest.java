package io.gauntlet.harness.product.caddy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Pool;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.settings.Algorithm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CaddyTest {
    private static final Version DEBIANS = Version.of(2, 6, 2);
    private static final Version RECENT = Version.of(2, 10, 2);
    private static final Place PLACE = new Place(Path.of("/somewhere"), 1, 2);

    private static Setup setup(boolean sticky, Member... members) {
        var usual = Setup.TRAFFIC;
        var traffic = new Setup.Traffic(
                Algorithm.ROUND_ROBIN,
                sticky ? usual.affinityCookie() : Optional.empty(),
                usual.timeouts(),
                usual.maxInFlight(),
                usual.tls());
        return new Setup(new Pool(List.of(members)), traffic, Setup.HEALTH);
    }

    private static Map<String, String> words(Setup setup, Version version) {
        return new Caddy().configuration(setup, PLACE, version).words();
    }

    private static Member weighing(String id, int weight) {
        return new Member(id, id + ":1", weight);
    }

    @Test
    void readsTheVersionThatDebianPrintsAndTheOneThatItsMakersPrint() {
        assertThat(Version.in("2.6.2\n")).contains(DEBIANS);
        assertThat(Version.in("v2.10.2 h1:g/gTYjGMD0dec+UgMw8SnfmJ3I9+M2TdvoRL/Ovu6U8=\n"))
                .contains(RECENT);
    }

    @Test
    void anOldOneIsGivenABackendAsOftenAsItWeighs() {
        var words = words(setup(false, weighing("a", 2), weighing("b", 4), weighing("c", 10)), DEBIANS);
        assertThat(words).containsEntry("UPSTREAMS", "c:1 b:1 c:1 a:1 c:1 c:1 b:1 c:1");
        assertThat(words).containsEntry("PICK", "lb_policy round_robin");
    }

    @Test
    void aRecentOneKnowsOfWeightsThoseOfTheDrainedLeftOut() {
        var drained = new Member("b", "b:1", 2, true);
        var words = words(setup(true, weighing("a", 1), drained, weighing("c", 5)), RECENT);
        assertThat(words).containsEntry("UPSTREAMS", "a:1 c:1");
        assertThat(words.get("PICK")).contains("lb_policy cookie SERVERID", "fallback weighted_round_robin 1 5");
    }

    @Test
    void itsOldCookiePolicySendsNewcomersAnywhere() {
        var caddy = new Caddy();
        assertThat(caddy.policy(setup(true), DEBIANS).algorithm()).isEqualTo(Algorithm.RANDOM);
        assertThat(caddy.policy(setup(false), DEBIANS).algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
        assertThat(caddy.policy(setup(true), RECENT).algorithm()).isEqualTo(Algorithm.ROUND_ROBIN);
    }

    @Test
    void aTimedOutAnswerIsNotTriedAgain() {
        assertThat(words(setup(false), RECENT))
                .containsEntry("ANSWER", "3000ms")
                .containsEntry("TRY", "2500ms");
    }
}
