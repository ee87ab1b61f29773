package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way through the state machine, with 2 good probes to enter and 3 bad ones to leave. */
class LifecycleTest {
    /** {@code +} and {@code -} are probes, then drain, undrain, begin of removal, removed. */
    private static void step(Lifecycle lifecycle, char step) {
        switch (step) {
            case '+' -> lifecycle.probed(true);
            case '-' -> lifecycle.probed(false);
            case 'd' -> lifecycle.drain();
            case 'u' -> lifecycle.undrain();
            case 'r' -> lifecycle.beginRemoval();
            case 'x' -> lifecycle.removed();
            default -> throw new IllegalArgumentException(String.valueOf(step));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STARTING, ''",
        "HEALTHY, +",
        "STARTING, -",
        "STARTING, --",
        "UNHEALTHY, ---",
        "HEALTHY, --+",
        "HEALTHY, +--",
        "UNHEALTHY, +---",
        "HEALTHY, +--+--",
        "UNHEALTHY, +--+---",
        "UNHEALTHY, ---+",
        "HEALTHY, ---++",
        "UNHEALTHY, ---+-+",
        "HEALTHY, ---+-++",
        "UNHEALTHY, ---+-",
        "DRAINING, d",
        "DRAINING, +d",
        "DRAINING, ---d",
        "DRAINING, +dd",
        "DRAINING, +d---",
        "STARTING, du",
        "HEALTHY, +du",
        "HEALTHY, d+u",
        "UNHEALTHY, +d---u",
        "HEALTHY, ---d++u",
        "UNHEALTHY, ---d+u",
        "HEALTHY, +u",
        "DRAINING, +r",
        "DRAINING, +ru",
        "DRAINING, +dru",
        "REMOVED, +rx",
        "REMOVED, +rx+",
        "REMOVED, +rxu",
        "REMOVED, +rxd",
        "REMOVED, x",
    })
    void leadsTo(BackendState end, String steps) {
        var lifecycle = new Lifecycle(HealthPolicy.thresholds(2, 3), BackendState.STARTING);
        steps.chars().forEach(step -> step(lifecycle, (char) step));
        assertThat(lifecycle.state()).isEqualTo(end);
    }
}
