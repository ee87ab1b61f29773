package io.gauntlet.lb.skew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gauntlet.lb.config.SkewConfig;
import io.gauntlet.lb.pool.Backend;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who got more than is its due, in time that goes on by hand. */
class SkewWindowTest {
    private static final SkewConfig CONFIG = new SkewConfig(Duration.ofSeconds(10), 2.0, 100);

    private final Backend a = backend("a", 1);
    private final Backend b = backend("b", 1);
    private final Backend c = backend("c", 1);
    private final Backend d = backend("d", 1);
    private final List<Backend> all = List.of(a, b, c, d);
    private final SkewWindow window = new SkewWindow(CONFIG, true, 0);
    private long now;

    private static Backend backend(String id, int weight) {
        return new Backend(id, InetSocketAddress.createUnresolved("127.0.0.1", 1), weight);
    }

    private static void give(Backend backend, int requests) {
        IntStream.range(0, requests).forEach(i -> backend.began());
    }

    private Skew slide(List<Backend> inUse) {
        now += Duration.ofSeconds(1).toNanos();
        return window.slide(inUse, now);
    }

    /** A slice in which the backends got so many. */
    private Skew slice(int... requests) {
        for (int i = 0; i < requests.length; i++) {
            give(all.get(i), requests[i]);
        }
        return slide(all);
    }

    @Test
    void findsNothingWrongWithEvenShares() {
        slice();
        Skew skew = slice(50, 50, 50, 50);
        assertThat(skew.judged()).isTrue();
        assertThat(skew.alarm()).isFalse();
        assertThat(skew.ratio().orElseThrow()).isEqualTo(1);
        assertThat(skew.share(a)).isEqualTo(new Skew.Share(50, 0.25, 1));
    }

    @Test
    void raisesTheAlarmAboveTwiceTheMean() {
        slice();
        assertThat(slice(500, 167, 167, 166).alarm()).isFalse();
        Skew skew = slice(700, 100, 100, 100);
        assertThat(skew.alarm()).isTrue();
        assertThat(skew.most()).contains(a);
        assertThat(skew.ratio().orElseThrow()).isCloseTo(2.4, within(1e-9));
    }

    @Test
    void clearsItWellBelowTheLimit() {
        slice();
        assertThat(slice(520, 160, 160, 160).alarm()).isTrue();
        // 1.96 of the mean by now, which would not have raised it
        assertThat(slice(460, 180, 180, 180).alarm()).isTrue();
        assertThat(slice(250, 250, 250, 250).alarm()).isFalse();
        assertThat(slice(700, 100, 100, 100).alarm()).isFalse();
    }

    @Test
    void clearsItWhenNothingComesAnyMore() {
        slice();
        assertThat(slice(520, 160, 160, 160).alarm()).isTrue();
        for (int i = 1; i < SkewWindow.SLICES; i++) {
            assertThat(slice().alarm()).as("slice " + i).isTrue();
        }
        Skew skew = slice();
        assertThat(skew.alarm()).isFalse();
        assertThat(skew.requests()).isZero();
        assertThat(skew.ratio()).isEmpty();
    }

    @Test
    void saysNothingBelowTheMinimumOfRequests() {
        slice();
        Skew skew = slice(99, 0, 0, 0);
        assertThat(skew.judged()).isFalse();
        assertThat(skew.alarm()).isFalse();
        assertThat(skew.ratio()).isEmpty();
        assertThat(slice(1, 0, 0, 0).alarm()).isTrue();
    }

    @Test
    void takesWeightsForDue() {
        Backend heavy = backend("heavy", 9);
        List<Backend> both = List.of(heavy, a, b, c);
        slide(both);
        give(heavy, 900);
        List.of(a, b, c).forEach(each -> give(each, 100));
        Skew skew = slide(both);
        assertThat(skew.alarm()).isFalse();
        assertThat(skew.ratio().orElseThrow()).isCloseTo(1, within(1e-9));
        give(a, 1200);
        assertThat(slide(both).most()).contains(a);
        assertThat(slide(both).alarm()).isTrue();
    }

    @Test
    void heedsNoWeightsWhereTurnsHeedNone() {
        var plain = new SkewWindow(CONFIG, false, 0);
        Backend heavy = backend("heavy", 9);
        List<Backend> both = List.of(heavy, a);
        plain.slide(both, 1);
        give(heavy, 500);
        give(a, 500);
        assertThat(plain.slide(both, 2).ratio().orElseThrow()).isEqualTo(1);
    }

    @Test
    void blamesNobodyForGettingTheShareOfThoseThatLeft() {
        slice();
        slice(100, 100, 100, 100);
        give(a, 4_000);
        give(b, 10);
        Skew skew = slide(List.of(a));
        assertThat(skew.alarm()).isFalse();
        assertThat(skew.share(a).ratio()).isEqualTo(1);
        for (int i = 0; i <= SkewWindow.SLICES; i++) {
            skew = slide(List.of(a));
        }
        assertThat(skew.shares()).containsOnlyKeys(a);
    }

    @Test
    void blamesNobodyForWhatCameBeforeAnotherJoined() {
        slide(List.of(a));
        give(a, 1_000);
        slide(List.of(a));
        give(a, 1_000);
        assertThat(slide(all).ratio().orElseThrow()).isEqualTo(1);
        assertThat(slice(100, 100, 100, 100).ratio().orElseThrow()).isEqualTo(1);
    }

    @Test
    void takesChanceForChance() {
        List<Backend> many =
                IntStream.range(0, 1_000).mapToObj(i -> backend("m" + i, 1)).toList();
        slide(many);
        // 0.2 due to each: five times that in one place is what chance does everywhere
        many.subList(0, 200).forEach(each -> give(each, 1));
        assertThat(slide(many).alarm()).isFalse();
        give(many.get(7), 20);
        Skew skew = slide(many);
        assertThat(skew.alarm()).isTrue();
        assertThat(skew.most()).contains(many.get(7));
    }

    @Test
    void countsNothingThatIsOlderThanTheWindow() {
        slice();
        slice(700, 100, 100, 100);
        now += Duration.ofSeconds(20).toNanos();
        assertThat(slice(50, 50, 50, 50).requests()).isEqualTo(200);
    }
}
