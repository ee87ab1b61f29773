package io.gauntlet.harness.suite;

import static io.gauntlet.harness.suite.VerdictAssert.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite stickiness against the embedded balancer. */
@ExtendWith(Embedded.class)
class StickinessIT {
    @ParameterizedTest
    @ValueSource(strings = {"STICK-1", "STICK-2"})
    void embeddedBalancerPasses(String check, TestingRun run) {
        assertThat(run.check(check)).passed();
    }
}
