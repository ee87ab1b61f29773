package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BandwidthTest {

    private final TestingStageContext oneByteAMilli = new TestingStageContext("bandwidth", Map.of("rate", 1L));

    @Test
    void passesDataWhenItsTimeIsPaid() {
        oneByteAMilli.send("0123456789").send("abc").advanceMillis(100);

        assertThat(oneByteAMilli.events()).containsExactly("10: 0123456789", "13: abc");
    }

    @Test
    void cutsWhatTakesLongerIntoSlicesOfAHundredMillis() {
        oneByteAMilli.send("x".repeat(250)).finish().advanceMillis(1000);

        assertThat(oneByteAMilli.events())
                .containsExactly(
                        "100: " + "x".repeat(100), "200: " + "x".repeat(100), "250: " + "x".repeat(50), "250: end");
    }

    @Test
    void gainsNothingFromAPause() {
        oneByteAMilli.send("a").advanceMillis(5000).send("0123456789").advanceMillis(100);

        assertThat(oneByteAMilli.events()).containsExactly("1: a", "5010: 0123456789");
    }

    @Test
    void holdsEverythingAtZero() {
        var cut = new TestingStageContext("bandwidth", Map.of("rate", 0L));
        cut.send("a").send("b").finish().advanceMillis(1_000_000);
        assertThat(cut.events()).isEmpty();

        assertThat(cut.remove().events()).containsExactly("1000000: a", "1000000: b");
    }

    @Test
    void givesBackTheRestOfASlicedChunk() {
        oneByteAMilli.send("x".repeat(150) + "y".repeat(60)).advanceMillis(120).stop();

        assertThat(oneByteAMilli.events())
                .containsExactly("100: " + "x".repeat(100), "120: " + "x".repeat(50) + "y".repeat(60));
    }

    @Test
    void isFullAtSixtyFourKibibytes() {
        assertThat(oneByteAMilli.send("x".repeat(65_535)).stage().full()).isFalse();
        assertThat(oneByteAMilli.send("x").stage().full()).isTrue();
    }

    @Test
    void letsTheHighestRateThrough() {
        var wide = new TestingStageContext("bandwidth", Map.of("rate", Long.MAX_VALUE));
        assertThat(wide.send("abc").events()).containsExactly("0: abc");
    }

    @Test
    void refusesNegativeRate() {
        var type = ToxicType.named("bandwidth").orElseThrow();
        assertThatThrownBy(() -> type.create(Map.of("rate", -1L))).hasMessage("rate: -1 (expected: >= 0)");
    }
}
