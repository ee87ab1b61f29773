package io.gauntlet.lb.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way through the state machine, with 2 good probes to enter and 3 bad ones to leave. */
class LifecycleTest {
    /**
     * {@code +}, {@code -} and {@code g} are probes: good, bad, bad in the grace of the start; then ejection and readmission,
     * drain, undrain, begin of removal, removed.
     */
    private static void step(Lifecycle lifecycle, char step) {
        switch (step) {
            case '+' -> lifecycle.probed(ProbeResult.GOOD);
            case '-' -> lifecycle.probed(ProbeResult.bad("status 500"));
            case 'g' -> lifecycle.probed(ProbeResult.bad("status 500").inGrace());
            case 'e' -> lifecycle.eject(0);
            case 'a' -> lifecycle.readmit();
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
        "STARTING, ggggg",
        "HEALTHY, ggg+",
        "UNHEALTHY, gg---",
        "UNHEALTHY, +ggg",
        "UNHEALTHY, ---ggg",
        "UNHEALTHY, +e",
        "HEALTHY, +ea",
        "UNHEALTHY, +e++++",
        "UNHEALTHY, +e---a",
        "HEALTHY, +e---a++",
        "HEALTHY, +e---++",
        "UNHEALTHY, +e---+",
        "DRAINING, +ed",
        "UNHEALTHY, +edu",
        "HEALTHY, +edau",
        "HEALTHY, +due+---++",
        "REMOVED, +erxa",
    })
    void leadsTo(BackendState end, String steps) {
        assertThat(after(steps).state()).isEqualTo(end);
    }

    /**
     * Every pair of a state, reached by the steps in front, and an event. The states: starting, healthy, unhealthy by its
     * probes, ejected, both, draining, drained while ejected, leaving, gone. A third like probe in a row is meant by
     * {@code ---}, a second by {@code ++}.
     */
    @ParameterizedTest
    @CsvSource({
        // steps, +,         ++,        -,         ---,       g,         e,         a,         d,        u,         r,
        //      x
        "'',      HEALTHY,   HEALTHY,   STARTING,  UNHEALTHY, STARTING,  STARTING,  STARTING,  DRAINING, STARTING,  DRAINING, REMOVED",
        "+,       HEALTHY,   HEALTHY,   HEALTHY,   UNHEALTHY, HEALTHY,   UNHEALTHY, HEALTHY,   DRAINING, HEALTHY,   DRAINING, REMOVED",
        "+---,    UNHEALTHY, HEALTHY,   UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, DRAINING, UNHEALTHY, DRAINING, REMOVED",
        "+e,      UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, HEALTHY,   DRAINING, UNHEALTHY, DRAINING, REMOVED",
        "+e---,   UNHEALTHY, HEALTHY,   UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, UNHEALTHY, DRAINING, UNHEALTHY, DRAINING, REMOVED",
        "+d,      DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING, HEALTHY,   DRAINING, REMOVED",
        "+ed,     DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING, UNHEALTHY, DRAINING, REMOVED",
        "+r,      DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING,  DRAINING, DRAINING,  DRAINING, REMOVED",
        "+rx,     REMOVED,   REMOVED,   REMOVED,   REMOVED,   REMOVED,   REMOVED,   REMOVED,   REMOVED,  REMOVED,   REMOVED,  REMOVED",
    })
    void knowsEveryPairOfStateAndEvent(ArgumentsAccessor row) {
        List<String> events = List.of("+", "++", "-", "---", "g", "e", "a", "d", "u", "r", "x");
        for (int i = 0; i < events.size(); i++) {
            String steps = row.getString(0) + events.get(i);
            assertThat(after(steps).state()).as(steps).hasToString(row.getString(i + 1));
        }
    }

    @Test
    void carriesTheCauseOfWhatItIs() {
        var lifecycle = new Lifecycle(HealthPolicy.thresholds(2, 3), BackendState.STARTING);
        assertThat(lifecycle.cause()).isEqualTo("added");
        lifecycle.probed(ProbeResult.unready("status 503").inGrace());
        assertThat(lifecycle.cause()).isEqualTo("alive, not ready: status 503");
        assertThat(lifecycle.liveness()).isEqualTo(Liveness.ALIVE);
        lifecycle.probed(ProbeResult.GOOD);
        lifecycle.because("answered as expected");
        lifecycle.probed(ProbeResult.dead("connection refused"));
        assertThat(lifecycle.cause()).isEqualTo("answered as expected");
        assertThat(lifecycle.liveness()).isEqualTo(Liveness.DEAD);
        lifecycle.probed(ProbeResult.dead("connection refused"));
        lifecycle.probed(ProbeResult.dead("connection refused"));
        assertThat(lifecycle.cause()).isEqualTo("not alive: connection refused");
    }

    private static Lifecycle after(String steps) {
        var lifecycle = new Lifecycle(HealthPolicy.thresholds(2, 3), BackendState.STARTING);
        steps.chars().forEach(step -> step(lifecycle, (char) step));
        return lifecycle;
    }
}
