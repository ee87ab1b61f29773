package io.gauntlet.faultproxy.toxic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first two are ported from the original's {@code slicer_test.go}. */
class SlicerTest {

    private static TestingStageContext slicer(int averageSize, int sizeVariation, int delay) {
        return new TestingStageContext(
                "slicer", Map.of("average_size", averageSize, "size_variation", sizeVariation, "delay", delay));
    }

    private static List<String> pieces(TestingStageContext stream) {
        return stream.events().stream()
                .map(event -> event.substring(event.indexOf(": ") + 2))
                .toList();
    }

    @Test
    void slicesAboutEvenlyAndLosesNothing() {
        var data = "hello world ".repeat(40_000);
        var pieces = pieces(slicer(1024, 512, 10).send(data).advanceMillis(1000));

        assertThat(pieces).hasSizeBetween(240, 720);
        assertThat(pieces).allMatch(piece -> piece.length() <= 1024 + 512);
        assertThat(String.join("", pieces)).isEqualTo(data);
    }

    @Test
    void slicesIntoSingleBytes() {
        var data = "hello world ".repeat(2);
        var pieces = pieces(slicer(1, 0, 10).send(data).advanceMillis(1000));

        assertThat(pieces).hasSize(24).allMatch(piece -> piece.length() == 1);
        assertThat(String.join("", pieces)).isEqualTo(data);
    }

    @Test
    void waitsAfterEachSliceAndEndsAfterTheLast() {
        var stream = slicer(1, 0, 5_000).send("abc").finish().advanceMillis(100);

        assertThat(stream.events()).containsExactly("0: a", "5: b", "10: c", "15: end");
    }

    @Test
    void sendsTheRestInOnePieceWhenRemoved() {
        var stream =
                slicer(1, 0, 5_000).send("abcdef").advanceMillis(5).remove().advanceMillis(100);

        assertThat(stream.events()).containsExactly("0: a", "5: b", "5: cdef");
    }

    @Test
    void averageOfZeroDoesNotSlice() {
        assertThat(slicer(0, 0, 0).send("abc").events()).containsExactly("0: abc");
    }

    @Test
    void variationAsLargeAsTheAverageComesToAnEnd() {
        var data = "x".repeat(10_000);
        var pieces = pieces(slicer(3, 3, 0).send(data).advanceMillis(1));

        assertThat(String.join("", pieces)).isEqualTo(data);
        assertThat(pieces).noneMatch(String::isEmpty);
    }

    @Test
    void stopsReadingWhileMuchIsHeld() {
        assertThat(slicer(1, 0, 1).send("x".repeat(70_000)).stage().full()).isTrue();
    }

    @Test
    void refusesWhatCrashesTheOriginal() {
        assertThatThrownBy(() -> slicer(10, 11, 0))
                .hasMessage("size_variation: 11 (expected: at most average_size, 10)");
        assertThatThrownBy(() -> slicer(-1, 0, 0)).hasMessage("average_size: -1 (expected: >= 0)");
        assertThatThrownBy(() -> slicer(1, 0, -1)).hasMessage("delay: -1 (expected: >= 0)");
    }
}
