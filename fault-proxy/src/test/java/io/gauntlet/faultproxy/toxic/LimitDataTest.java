package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ported from the original's {@code limit_data_test.go}. */
class LimitDataTest {

    private final TestingStageContext stream = new TestingStageContext("limit_data", Map.of("bytes", 10L));

    @Test
    void chunkSmallerThanTheLimitGoesThrough() {
        assertThat(stream.send("hello").events()).containsExactly("0: hello");
    }

    @Test
    void closesWhenTheLimitIsMet() {
        assertThat(stream.send("helloworld").events()).containsExactly("0: helloworld", "0: close");
    }

    @Test
    void cutsChunkBiggerThanTheLimit() {
        assertThat(stream.send("helloworld!").events()).containsExactly("0: helloworld", "0: close");
    }

    @Test
    void countsSeveralChunks() {
        assertThat(stream.send("hello").send("wor").send("ld").events())
                .containsExactly("0: hello", "0: wor", "0: ld", "0: close");
    }

    @Test
    void cutsTheChunkThatWouldOverflow() {
        assertThat(stream.send("123456789").send("abc").events()).containsExactly("0: 123456789", "0: a", "0: close");
    }

    @Test
    void limitOfZeroClosesOnTheFirstData() {
        var none = new TestingStageContext("limit_data", Map.of("bytes", 0L));

        assertThat(none.events()).isEmpty();
        assertThat(none.send("a").events()).containsExactly("0: close");
    }

    @Test
    void countsOnWhenChanged() {
        stream.send("123456789").change("limit_data", Map.of("bytes", 12L)).send("abcd");

        assertThat(stream.events()).containsExactly("0: 123456789", "0: abc", "0: close");
    }

    @Test
    void changedBelowWhatWentThroughClosesOnTheNextData() {
        stream.send("12345").change("limit_data", Map.of("bytes", 3L)).send("abcd");

        assertThat(stream.events()).containsExactly("0: 12345", "0: close");
    }

    @Test
    void passesTheEnd() {
        assertThat(stream.finish().events()).containsExactly("0: end");
    }

    @Test
    void refusesNegativeLimit() {
        assertThatThrownBy(() -> new TestingStageContext("limit_data", Map.of("bytes", -1L)))
                .hasMessage("bytes: -1 (expected: >= 0)");
    }
}
