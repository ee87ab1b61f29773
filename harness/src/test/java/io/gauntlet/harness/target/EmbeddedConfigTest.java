package io.gauntlet.harness.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.harness.settings.Arrangement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the reference balancer is told, where its own defaults would change what an experiment means. */
class EmbeddedConfigTest {
    private static String yaml(Arrangement arrangement) {
        return EmbeddedConfig.yaml(
                "127.0.0.1:8080",
                "127.0.0.1:9900",
                Path.of("keys"),
                Map.of("b1", new EmbeddedConfig.Member("127.0.0.1:9001", 1)),
                arrangement,
                false);
    }

    @Test
    void takesNobodyOutForItsRequestsUnlessAnExperimentAsks() {
        assertThat(yaml(Arrangement.AS_DECLARED)).contains("\n      passive: off\n");
        assertThat(yaml(Arrangement.AS_DECLARED.ejectingAfter(5)))
                .contains("\n      passive: {consecutive-failures: 5, ejection-time: 30s}\n")
                .doesNotContain("passive: off");
    }
}
