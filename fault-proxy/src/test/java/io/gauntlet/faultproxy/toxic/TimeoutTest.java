package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeoutTest {

    private final TestingStageContext stream = new TestingStageContext("timeout", Map.of("timeout", 500L));

    @Test
    void closesAfterIdlenessAlone() {
        assertThat(stream.advanceMillis(1000).events()).containsExactly("500: close");
    }

    @Test
    void swallowsDataAndStartsAgainWithEach() {
        stream.advanceMillis(300).send("a").advanceMillis(300).send("b").advanceMillis(1000);

        assertThat(stream.events()).containsExactly("1100: close");
    }

    @Test
    void neverClosesAtZeroUnlessRemoved() {
        var hole = new TestingStageContext("timeout", Map.of());
        assertThat(hole.send("a").advanceMillis(1_000_000).events()).isEmpty();
        assertThat(hole.remove().events()).containsExactly("1000000: close");
    }

    @Test
    void passesTheEndAtOnceAndIsThenDone() {
        assertThat(stream.finish().advanceMillis(1000).remove().events()).containsExactly("0: end");
    }

    @Test
    void refusesNegativeTimeout() {
        var type = ToxicType.named("timeout").orElseThrow();
        assertThatThrownBy(() -> type.create(Map.of("timeout", -1L))).hasMessage("timeout: -1 (expected: >= 0)");
    }
}
