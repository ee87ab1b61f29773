package io.gauntlet.lb.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gauntlet.lb.testing.RawClient;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each mutant that is about reloads has the defect that it is named after. */
class ReloadMutantTest {
    @TempDir
    private Path directory;

    private Rig start(Mutant mutant, int backends, String... poolKeys) throws IOException {
        List<TestingBackend> all =
                List.of(TestingBackend.start("b1"), TestingBackend.start("b2")).subList(0, backends);
        Path file = Files.writeString(directory.resolve("lb.yaml"), Rig.yaml(all, poolKeys));
        return Rig.start(mutant.breaking(Rig.ordered()), file, all).awaitState("HEALTHY");
    }

    @Test
    void forgetsWhoIsDead() throws IOException {
        try (Rig rig = start(new ReloadForgets(), 2, "health: {active: {interval: 20s, unhealthy-threshold: 1}}")) {
            rig.backend(0).health(500);
            Path file = directory.resolve("lb.yaml");
            String quick = Files.readString(file).replace("20s", "50ms");
            // However many probes fail: the state is that of the reload.
            String slow = Files.readString(file).replace("threshold: 1", "threshold: 1000");
            Files.writeString(file, quick);
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            rig.awaitState(rig.backend(0), "UNHEALTHY");
            int before = rig.backend(0).requests().size();
            for (int i = 0; i < 4; i++) {
                rig.get("/");
            }
            assertThat(rig.backend(0).requests()).hasSize(before);
            Files.writeString(file, slow);
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            for (int i = 0; i < 4; i++) {
                rig.get("/");
            }
            assertThat(rig.backend(0).requests()).hasSize(before + 2);
        }
    }

    @Test
    void dropsConnections() throws IOException {
        try (Rig rig = start(new ReloadDrops(), 1, "health: {active: {type: none}}");
                RawClient client = rig.client()) {
            assertThat(client.send("GET", "/").read().status()).isEqualTo(200);
            assertThat(rig.backend(0).openConnections()).isEqualTo(1);
            assertThat(rig.admin("POST", "/api/v1/reload", "").statusCode()).isEqualTo(200);
            assertThat(client.ended()).isTrue();
            await().until(() -> rig.backend(0).openConnections() == 0);
        }
    }
}
