package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.lb.Assembly;
import io.gauntlet.lb.config.ConfigFile;
import io.gauntlet.lb.testing.Rig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mutants that the checks of a changing pool must notice have their defects. */
class PoolMutantTest {
    private static final String NO_PROBES = "health: {active: {type: none}}";
    private static final String DRAIN = "/api/v1/pools/web/backends/b1/drain";
    private static final String UNDRAIN = "/api/v1/pools/web/backends/b1/undrain";

    private static Rig start(Mutant mutant, int backends, String... poolKeys) {
        return Rig.start(mutant.breaking(Assembly.standard()), backends, poolKeys);
    }

    private static List<String> answers(Rig rig, int count, String... fields) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(rig.whoAnswers(fields));
        }
        return answers;
    }

    @Test
    void staysHalfDrained() throws IOException {
        try (Rig rig = start(new HalfDrained(), 2, NO_PROBES)) {
            assertThat(answers(rig, 8).stream().filter("b1"::equals)).hasSize(4);
            rig.admin("POST", DRAIN, "");
            assertThat(answers(rig, 4)).doesNotContain("b1");
            rig.admin("POST", UNDRAIN, "");
            assertThat(answers(rig, 16).stream().filter("b1"::equals)).hasSizeBetween(1, 5);
        }
    }

    @Test
    void neverTellsAClientThatItHasMoved(@TempDir Path directory) throws IOException {
        String affinity = "affinity: {cookie: {key-file: " + directory.resolve("key") + "}}";
        try (Rig rig = start(new NeverRebound(), 3, NO_PROBES, affinity)) {
            var first = rig.get("/");
            String cookie = "Cookie: " + first.field("Set-Cookie").orElseThrow().split(";", 2)[0];
            String home = first.field("X-Backend").orElseThrow();
            assertThat(answers(rig, 4, cookie)).containsOnly(home);
            rig.admin("POST", DRAIN.replace("b1", home), "");
            assertThat(rig.get("/", cookie).field("Set-Cookie")).isEmpty();
            assertThat(Set.copyOf(answers(rig, 4, cookie))).hasSize(2).doesNotContain(home);
            rig.admin("POST", UNDRAIN.replace("b1", home), "");
            assertThat(answers(rig, 2, cookie)).containsOnly(home);
        }
    }

    @Test
    void asksOnlyWhetherABackendLives() {
        var asked = ConfigFile.parse(
                        "lb.yaml",
                        "{listeners: [{name: web, bind: '127.0.0.1:0', routes: [{pool: web}]}],"
                                + " pools: [{name: web, backends: [{id: a, address: '127.0.0.1:9'}]}]}")
                .pools()
                .get(0)
                .policy()
                .health();
        var probed = new ProbesLiveness()
                .breaking(Assembly.standard())
                .pool()
                .senses()
                .config()
                .apply(asked);
        assertThat(asked.probe().http().path()).isEqualTo("/health/ready");
        assertThat(probed.probe().http().path()).isEqualTo("/health/live");
    }

    @Test
    void takesItsTimeToRefuse() throws IOException {
        try (Rig rig = start(new SlowToRefuse(), 1, NO_PROBES)) {
            rig.admin("POST", DRAIN, "");
            long asked = System.nanoTime();
            assertThat(rig.get("/").status()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(1_900));
        }
    }
}
