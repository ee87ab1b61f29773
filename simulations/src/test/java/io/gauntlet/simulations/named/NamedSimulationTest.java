package io.gauntlet.simulations.named;

import static org.assertj.core.api.Assertions.assertThat;

import io.gauntlet.simulations.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each named simulation does with the target load. */
final class NamedSimulationTest {
    @Test
    void steadyHoldsTheTargetLoad() {
        assertThat(new Steady().phases(new Load(200, 30, 0)))
                .containsExactly(new Phase(0, 200, 5), new Phase(200, 200, 25));
    }

    @Test
    void ramp150ReachesHalfAsMuchAgain() {
        assertThat(new Ramp150().phases(new Load(200, 30, 0)))
                .containsExactly(new Phase(0, 300, 20), new Phase(300, 300, 10));
    }

    @Test
    void spikeTriplesAndComesBack() {
        assertThat(new Spike().phases(new Load(200, 30, 0)))
                .containsExactly(new Phase(200, 200, 12), new Phase(600, 600, 6), new Phase(200, 200, 12));
    }

    @Test
    void stickyHasSessionsUnlessToldOtherwise() {
        assertThat(new Sticky().sessions(new Load(200, 30, 0))).isEqualTo(50);
        assertThat(new Sticky().sessions(new Load(200, 30, 7))).isEqualTo(7);
        assertThat(new Steady().sessions(new Load(200, 30, 0))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 10, 31, 600})
    void allLastAsLongAsAsked(int seconds) {
        for (NamedSimulation simulation : NamedSimulation.all()) {
            List<Phase> phases = simulation.phases(new Load(100, seconds, 0));
            assertThat(phases.stream().mapToInt(Phase::seconds).sum())
                    .as(simulation.name())
                    .isEqualTo(seconds);
            assertThat(phases).allSatisfy(phase -> assertThat(phase.seconds()).isPositive());
        }
    }
}
