package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamExtensionsTest {

    private static String passed(TestingStageContext stream) {
        var all = new StringBuilder();
        stream.events().forEach(event -> all.append(event.substring(event.indexOf(": ") + 2)));
        return all.toString();
    }

    @Test
    void corruptFlipsOneBitOfEveryNthByte() {
        var stream = new TestingStageContext("corrupt", Map.of("every", 4L));
        stream.send("aaaaaa").send("aaaaaa");
        var out = passed(stream);

        assertThat(out).hasSize(12);
        for (int i = 0; i < out.length(); i++) {
            // ASCII decoding turns a flipped highest bit into the replacement character.
            boolean flipped = i % 4 == 3;
            assertThat(out.charAt(i) != 'a').as("byte " + i).isEqualTo(flipped);
            if (flipped && out.charAt(i) != '\ufffd') {
                assertThat(Integer.bitCount(out.charAt(i) ^ 'a')).isEqualTo(1);
            }
        }
    }

    @Test
    void corruptHitsBytesWithItsProbability() {
        var stream = new TestingStageContext("corrupt", Map.of("probability", 0.1));
        for (int i = 0; i < 100; i++) {
            stream.send("a".repeat(1000));
        }
        long hit = passed(stream).chars().filter(c -> c != 'a').count();

        // Binomial(100 000, 0.1): sigma is 95, and the seed is fixed.
        assertThat(hit).isBetween(9_500L, 10_500L);
    }

    @Test
    void corruptOfProbabilityOneHitsAllAndOfZeroNone() {
        assertThat(passed(new TestingStageContext("corrupt", Map.of("probability", 1)).send("aaaa")))
                .doesNotContain("a");
        assertThat(passed(new TestingStageContext("corrupt", Map.of()).send("aaaa")))
                .isEqualTo("aaaa");
        assertThatThrownBy(() -> new TestingStageContext("corrupt", Map.of("probability", 1.5)))
                .hasMessage("probability: 1.5 (expected: 0 to 1)");
    }

    @Test
    void resetAfterLetsSoManyBytesThrough() {
        var stream = new TestingStageContext("reset_after", Map.of("bytes", 5L));

        assertThat(stream.send("abc").send("defg").events()).containsExactly("0: abc", "0: de", "0: reset");
    }

    @Test
    void resetAfterTheLastOfSoManyBytes() {
        var stream = new TestingStageContext("reset_after", Map.of("bytes", 3L));

        assertThat(stream.send("abc").events()).containsExactly("0: abc", "0: reset");
    }

    @Test
    void dropAnswersSwallowsAndHoldsTheEndUntilTheOtherStreamHasEnded() {
        var stream = new TestingStageContext("drop_answers", Map.of())
                .send("abc")
                .finish()
                .advanceMillis(1000);
        assertThat(stream.events()).isEmpty();

        assertThat(stream.endOther().events()).containsExactly("1000: end");
    }

    @Test
    void dropAnswersRemovedClosesNothing() {
        var stream =
                new TestingStageContext("drop_answers", Map.of()).send("abc").remove();

        assertThat(stream.events()).isEmpty();
    }
}
