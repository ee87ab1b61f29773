package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SlowCloseTest {

    private final TestingStageContext stream = new TestingStageContext("slow_close", Map.of("delay", 700L));

    @Test
    void delaysTheEndAndNoData() {
        stream.send("a").finish().advanceMillis(1000);

        assertThat(stream.events()).containsExactly("0: a", "700: end");
    }

    @Test
    void doesNothingOnceStopped() {
        stream.finish().stop().advanceMillis(1000);

        assertThat(stream.events()).isEmpty();
    }

    @Test
    void refusesNegativeDelay() {
        var type = ToxicType.named("slow_close").orElseThrow();
        assertThatThrownBy(() -> type.create(Map.of("delay", -1L))).hasMessage("delay: -1 (expected: >= 0)");
    }
}
