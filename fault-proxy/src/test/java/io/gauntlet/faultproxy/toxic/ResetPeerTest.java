package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResetPeerTest {

    private final TestingStageContext stream = new TestingStageContext("reset_peer", Map.of("timeout", 200L));

    @Test
    void resetsSomeTimeAfterTheFirstData() {
        stream.advanceMillis(1000).send("a").advanceMillis(100).send("b").advanceMillis(1000);

        assertThat(stream.events()).containsExactly("1200: reset");
    }

    @Test
    void resetsAfterABareEndToo() {
        assertThat(stream.finish().advanceMillis(1000).events()).containsExactly("200: reset");
    }

    @Test
    void leavesIdleConnectionAlone() {
        assertThat(stream.advanceMillis(1_000_000).events()).isEmpty();
    }

    @Test
    void letsDataGoWhenRemovedInTime() {
        stream.send("a").send("b").advanceMillis(100).remove().advanceMillis(1000);

        assertThat(stream.events()).containsExactly("100: a", "100: b");
    }

    @Test
    void readsNoMoreOnceItBurns() {
        assertThat(stream.stage().full()).isFalse();
        assertThat(stream.send("a").stage().full()).isTrue();
    }

    @Test
    void refusesNegativeTimeout() {
        var type = ToxicType.named("reset_peer").orElseThrow();
        assertThatThrownBy(() -> type.create(Map.of("timeout", -1L))).hasMessage("timeout: -1 (expected: >= 0)");
    }
}
