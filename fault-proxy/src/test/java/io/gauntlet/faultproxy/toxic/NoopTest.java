package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class NoopTest {

    @Test
    void passesEverythingAtOnce() {
        var stream = new TestingStageContext("noop", Map.of());
        stream.send("a").finish().stop();

        assertThat(stream.events()).containsExactly("0: a", "0: end");
    }
}
