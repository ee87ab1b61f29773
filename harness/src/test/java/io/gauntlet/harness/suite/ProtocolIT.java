package io.gauntlet.harness.suite;

import static io.gauntlet.harness.suite.VerdictAssert.assertThat;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;

/** The suite protocol against the embedded balancer. */
@ExtendWith(Embedded.class)
class ProtocolIT {
    @ParameterizedTest
    @ChecksOf("protocol")
    void embeddedBalancerPasses(String check, TestingRun run) {
        assertThat(run.check(check)).passed();
    }
}
