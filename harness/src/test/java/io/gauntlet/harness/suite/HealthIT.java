package io.gauntlet.harness.suite;

import static io.gauntlet.harness.suite.VerdictAssert.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite health against the embedded balancer. */
@ExtendWith(Embedded.class)
class HealthIT {
    @ParameterizedTest
    @ValueSource(strings = {"HEALTH-1", "HEALTH-6", "HEALTH-7"})
    void embeddedBalancerPasses(String check, TestingRun run) {
        assertThat(run.check(check)).passed();
    }
}
