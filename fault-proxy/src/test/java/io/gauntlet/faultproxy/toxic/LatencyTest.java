package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LatencyTest {

    @Test
    void delaysEachChunkFromWhenItCameIn() {
        var stream = new TestingStageContext("latency", Map.of("latency", 100L));
        stream.send("a").advanceMillis(30).send("b").advanceMillis(200);

        assertThat(stream.events()).containsExactly("100: a", "130: b");
    }

    @Test
    void keepsOrderUnderJitter() {
        var stream = new TestingStageContext("latency", Map.of("latency", 50L, "jitter", 50L));
        for (char c = 'a'; c <= 'z'; c++) {
            stream.send(String.valueOf(c)).advanceMillis(1);
        }
        stream.advanceMillis(200);

        assertThat(stream.events())
                .hasSize(26)
                .extracting(event -> event.substring(event.length() - 1))
                .isSorted();
    }

    @Test
    void drawsJitterFromItsWholeRange() {
        var stream = new TestingStageContext("latency", Map.of("latency", 100L, "jitter", 40L));
        for (int i = 0; i < 200; i++) {
            stream.send("x").advanceMillis(1000);
        }
        var delays = stream.events().stream()
                .mapToLong(event -> Long.parseLong(event.substring(0, event.indexOf(':'))) % 1000)
                .summaryStatistics();

        assertThat(delays.getMin()).isBetween(60L, 70L);
        assertThat(delays.getMax()).isBetween(130L, 139L);
    }

    @Test
    void passesTheEndAfterTheDataAndBareEndAtOnce() {
        var withData = new TestingStageContext("latency", Map.of("latency", 100L));
        withData.send("a").finish().advanceMillis(200);
        assertThat(withData.events()).containsExactly("100: a", "100: end");

        var bare = new TestingStageContext("latency", Map.of("latency", 100L)).finish();
        assertThat(bare.events()).containsExactly("0: end");
    }

    @Test
    void givesBackInOrderWhatItHolds() {
        var stream = new TestingStageContext("latency", Map.of("latency", 100L));
        stream.send("a").send("b").advanceMillis(10).stop().advanceMillis(500);

        assertThat(stream.events()).containsExactly("10: a", "10: b");
    }

    @Test
    void isFullAtAsManyChunksAsTheOriginalHolds() {
        var stream = new TestingStageContext("latency", Map.of("latency", 100L));
        for (int i = 0; i < 1023; i++) {
            stream.send("x");
        }
        assertThat(stream.stage().full()).isFalse();
        assertThat(stream.send("x").stage().full()).isTrue();
        assertThat(stream.advanceMillis(100).stage().full()).isFalse();
    }

    @Test
    void takesTheLargestNumbersForForever() {
        var stream = new TestingStageContext("latency", Map.of("latency", Long.MAX_VALUE, "jitter", Long.MAX_VALUE));
        stream.send("a").send("b").advanceMillis(1_000_000);

        assertThat(stream.events().size()).isLessThan(2);
    }

    @Test
    void refusesNegativeNumbers() {
        var type = ToxicType.named("latency").orElseThrow();
        assertThatThrownBy(() -> type.create(Map.of("latency", -1L)))
                .isInstanceOf(InvalidToxicException.class)
                .hasMessage("latency: -1 (expected: >= 0)");
        assertThatThrownBy(() -> type.create(Map.of("jitter", -2L))).hasMessage("jitter: -2 (expected: >= 0)");
    }
}
