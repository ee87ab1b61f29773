package io.gauntlet.harness.product.traefik;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.product.Configuration;
import io.gauntlet.harness.product.Member;
import io.gauntlet.harness.product.Place;
import io.gauntlet.harness.product.Pool;
import io.gauntlet.harness.product.Setup;
import io.gauntlet.harness.product.Template;
import io.gauntlet.harness.product.Version;
import io.gauntlet.harness.settings.Algorithm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraefikTest {
    private static final Member B1 = new Member("b1", "127.0.0.1:9001", 2);
    private static final Member DRAINED = new Member("b2", "127.0.0.1:9002", 2, true);

    @TempDir
    private Path folder;

    private Configuration configuration(Setup.Traffic traffic, Member... members) {
        var setup = new Setup(new Pool(List.of(members)), traffic, Setup.HEALTH);
        return new Traefik().configuration(setup, new Place(folder, 8080, 8081), Version.of(3, 7));
    }

    private static String routing(Configuration configuration) {
        return new Template("routing", configuration.template()).render(configuration.words());
    }

    @Test
    void theVersionStandsFirst() {
        assertThat(Version.in("Version:      3.7.15\nCodename:     langres\nGo version:   go1.26.9\n"))
                .contains(Version.of(3, 7, 15));
    }

    @Test
    void aDrainedMemberKeepsItsServiceButIsNotPicked() {
        assertThat(routing(configuration(Setup.TRAFFIC, B1, DRAINED)))
                .contains("{name: b1, weight: 2}", "{name: b1-unchecked, weight: 2}", "\n    b2:\n")
                .doesNotContain("name: b2", "weight: 0");
    }

    @Test
    void aPoolWithoutAnyMemberThatTakesPartCanStillBeRead() {
        assertThat(routing(configuration(Setup.TRAFFIC, DRAINED))).containsPattern("services:\\n +\\[]\\n");
    }

    @Test
    void twoChoicesArePickedAmongServersOfOneService() {
        var usual = Setup.TRAFFIC;
        var fewest = new Setup.Traffic(
                Algorithm.LEAST_CONNECTIONS,
                Optional.empty(),
                usual.timeouts(),
                usual.maxInFlight(),
                Optional.of(new Setup.Tls(Path.of("/chain.pem"), Path.of("/key.pem"))));
        assertThat(routing(configuration(fewest, B1, DRAINED)))
                .contains("strategy: p2c", "http://127.0.0.1:9001", "tls: {}", "/chain.pem", "/key.pem")
                .doesNotContain("sticky", "127.0.0.1:9002");
        assertThat(routing(configuration(fewest, B1, new Member("b3", "127.0.0.1:9003", 1))))
                .as("weights come first")
                .contains("{name: b1, weight: 2}", "{name: b3, weight: 1}");
    }
}
