package io.gauntlet.harness.product.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Pool;
import io.gauntlet.harness.product.Revision;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.settings.Algorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyTest {
    private static final Pool ONE_DRAINED =
            new Pool(List.of(new Member("b1", "127.0.0.1:9001", 1), new Member("b2", "127.0.0.1:9002", 5, true)));

    @TempDir
    private Path folder;

    private final Envoy envoy = new Envoy();

    private Place place() {
        return new Place(folder, 8080, 8081);
    }

    private static Setup setup(Setup.Traffic traffic) {
        return new Setup(ONE_DRAINED, traffic, Setup.HEALTH);
    }

    private String other(String name, Setup setup) {
        return envoy.configuration(setup, place(), Version.of(1, 40)).others().getOrDefault(name, "");
    }

    @Test
    void theCommitBeforeTheVersionIsNotTakenForIt() {
        var said = "\nenvoy  version: 9e5580933739775e8bce696a57a2e1bc99368f23/1.40.0/Clean/RELEASE/BoringSSL\n";
        assertThat(Version.in(said)).contains(Version.of(1, 40, 0));
    }

    @Test
    void durationsKeepTheirMilliseconds() {
        assertThat(Envoy.seconds(Duration.ofMillis(61_005))).isEqualTo("61.005s");
    }

    @Test
    void aDrainedMemberIsWrittenAsDraining() {
        assertThat(other("eds.json", setup(Setup.TRAFFIC)))
                .containsSubsequence("\"b1\"", "UNKNOWN", "\"b2\"", "DRAINING", "\"load_balancing_weight\" : 5");
    }

    @Test
    void whatASetupIsWithoutIsLeftOut() {
        var usual = Setup.TRAFFIC;
        assertThat(other("lds.yaml", setup(usual))).contains("name: SERVERID").doesNotContain("transport_socket");
        var other = new Setup.Traffic(
                Algorithm.RANDOM,
                Optional.empty(),
                usual.timeouts(),
                usual.maxInFlight(),
                Optional.of(new Setup.Tls(Path.of("/chain.pem"), Path.of("/key.pem"))));
        assertThat(other("lds.yaml", setup(other)))
                .doesNotContain("stateful_session")
                .contains("/chain.pem", "/key.pem");
        assertThat(other("cds.yaml", setup(other))).contains("lb_policy: MAGLEV");
    }

    @Test
    void everyFileChangesWithTheRevision() {
        var setup = setup(Setup.TRAFFIC);
        var before = envoy.configuration(setup, place(), Version.of(1, 40)).others();
        Revision.advance(place());
        assertThat(Revision.of(place())).isEqualTo("2");
        assertThat(envoy.configuration(setup, place(), Version.of(1, 40)).others())
                .hasSize(3)
                .allSatisfy((name, text) -> assertThat(text).isNotEqualTo(before.get(name)));
    }
}
