package io.gauntlet.lb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a registry is asked again. */
class PaceTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void letsTwoThroughThenOneASecond() {
        var pace = new Pace(2, Duration.ofSeconds(1));
        long now = -5 * SECOND;
        assertThat(pace.take(now)).isZero();
        assertThat(pace.take(now)).isZero();
        assertThat(pace.take(now)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.take(now + SECOND)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pace.take(now + 60 * SECOND)).isZero();
        assertThat(pace.take(now + 60 * SECOND)).isZero();
        assertThat(pace.take(now + 60 * SECOND)).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"1, 250, 500", "2, 500, 1000", "6, 8000, 16000", "7, 15000, 30000", "1000, 15000, 30000"})
    void backsOffTwiceAsLongEachTimeWithJitter(int failures, long least, long most) {
        for (long seed = 0; seed < 50; seed++) {
            assertThat(new Backoff(new SplittableRandom(seed)).after(failures))
                    .as("seed " + seed)
                    .isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
        }
        assertThat(new Backoff(new SplittableRandom(1)).after(failures))
                .isNotEqualTo(new Backoff(new SplittableRandom(2)).after(failures));
    }

    @Test
    void goesOnByTheIndexOfTheAnswer() throws IOException {
        var index = new BlockingIndex();
        assertThat(index.next()).isZero();
        index.answered("7");
        assertThat(index.next()).isEqualTo(7);
        index.answered("7");
        assertThat(index.next()).isEqualTo(7);
        index.answered("9");
        assertThat(index.next()).isEqualTo(9);
    }

    @Test
    void beginsAnewWhenTheIndexGoesBackwards() throws IOException {
        var index = new BlockingIndex();
        index.answered("9");
        index.answered("8");
        assertThat(index.next()).isZero();
        index.answered("8");
        assertThat(index.next()).isEqualTo(8);
    }

    @Test
    void neverGoesRoundWithoutWaiting() throws IOException {
        var index = new BlockingIndex();
        index.answered("0");
        assertThat(index.next()).isEqualTo(1);
        assertThatThrownBy(() -> index.answered("x")).hasMessage("X-Consul-Index: 'x' (expected: a number)");
    }
}
