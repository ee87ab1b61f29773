package io.gauntlet.harness.suite;

import static io.gauntlet.harness.suite.VerdictAssert.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite recovery against the embedded balancer. */
@ExtendWith(Embedded.class)
class RecoveryIT {
    @ParameterizedTest
    @ValueSource(strings = {"LOAD-1", "LOAD-2", "LOAD-3"})
    void embeddedBalancerPasses(String check, TestingRun run) {
        assertThat(run.check(check)).passed();
    }
}
