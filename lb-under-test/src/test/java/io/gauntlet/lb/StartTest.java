package io.gauntlet.lb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gauntlet.lb.testing.BalancerProcess;
import io.gauntlet.lb.testing.Rig;
import io.gauntlet.lb.testing.TestingBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does, and in which order. */
class StartTest {
    @TempDir
    private Path folder;

    @Test
    void aProcessCollectsItsGarbageBeforeItServesAndNotMore() throws IOException {
        try (TestingBackend backend = TestingBackend.start("b1");
                BalancerProcess balancer =
                        BalancerProcess.start(folder, Rig.yaml(List.of(backend)), "-Xlog:gc:stderr")) {
            assertThat(balancer.log()).containsOnlyOnce("Pause Full").contains("Pause Full (System.gc())");
        }
    }

    @Test
    void theLastStepBeforeTheListenersComesWhenTheBackendsAreKnown() throws IOException {
        try (TestingBackend backend = TestingBackend.start("b1")) {
            Path file = Files.writeString(folder.resolve("lb.yaml"), Rig.yaml(List.of(backend)));
            assertThatThrownBy(() -> Balancer.start(file, Assembly.standard(), () -> {
                        assertThat(backend.probes()).isPositive();
                        throw new IllegalStateException("no further");
                    }))
                    .hasMessage("no further");
        }
    }
}
