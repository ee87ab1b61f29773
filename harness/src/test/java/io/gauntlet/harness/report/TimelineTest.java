package io.gauntlet.harness.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.gauntlet.harness.recording.Outcome;
import io.gauntlet.harness.report.Timeline.Slice;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final int MANY = 1000;
    /** HdrHistogram keeps three digits. */
    private static final double PRECISION = 0.1;

    @Test
    void countsOfferedAtTheIntendedStartAndAchievedAtTheEnd() {
        var recording = new TestingRecording()
                .event(1000, "workload", "started", "")
                .answered(1100, 10, "b1")
                .answered(1900, 200, "b1")
                .build();
        assertThat(Timeline.of(recording, MANY).slices())
                .extracting(Slice::at, Slice::offered, Slice::achieved)
                .containsExactly(row(0, 2, 1), row(1, 0, 1));
    }

    @Test
    void countsAFailureWhenItEnds() {
        var recording = new TestingRecording()
                .event(0, "workload", "started", "")
                .failed(500, 2000, Outcome.TIMED_OUT)
                .build();
        assertThat(Timeline.of(recording, MANY).slices())
                .extracting(Slice::failed)
                .containsExactly(0.0, 0.0, 1.0);
    }

    @Test
    void measuresLatencyOfGoodAnswersOnlyFromTheIntendedStart() {
        var slice = Timeline.of(
                        new TestingRecording()
                                .event(0, "workload", "started", "")
                                .answered(10, 20, "b1")
                                .answered(20, 30, "b1")
                                .answered(30, 400, "b1")
                                .failed(40, 900, Outcome.RESET)
                                .build(),
                        MANY)
                .slices()
                .get(0);
        assertThat(slice.latency()).hasValueSatisfying(latency -> {
            assertThat(latency.p50()).isCloseTo(30, within(PRECISION));
            assertThat(latency.p99()).isCloseTo(400, within(4 * PRECISION));
        });
    }

    @Test
    void sharesAddUpToOneAndKnowBackendsThatStandStill() {
        var timeline = Timeline.of(
                new TestingRecording()
                        .event(0, "workload", "started", "")
                        .answered(0, 5, "b10")
                        .answered(100, 5, "b2")
                        .answered(200, 5, "b2")
                        .answered(300, 5, "b2")
                        .answered(1500, 5, "b2")
                        .build(),
                MANY);
        assertThat(timeline.backends()).containsExactly("b2", "b10");
        assertThat(timeline.slices().get(0).shares()).containsEntry("b2", 0.75).containsEntry("b10", 0.25);
        assertThat(timeline.slices().get(1).shares()).containsOnlyKeys("b2").containsEntry("b2", 1.0);
    }

    @Test
    void secondsWithoutAnythingAreThereAndHaveNoLatencyAndNoShares() {
        var slices = Timeline.of(
                        new TestingRecording()
                                .event(0, "workload", "started", "")
                                .answered(0, 5, "b1")
                                .answered(2500, 5, "b1")
                                .build(),
                        MANY)
                .slices();
        assertThat(slices).extracting(Slice::at).containsExactly(0L, 1L, 2L);
        assertThat(slices.get(1).latency()).isEmpty();
        assertThat(slices.get(1).shares()).isEmpty();
    }

    @Test
    void aLongRecordingIsCutIntoLongerStepsWhoseRatesStayPerSecond() {
        var recording = new TestingRecording().event(0, "workload", "started", "");
        for (int i = 0; i < 100; i++) {
            recording.answered(i * 100L, 5, "b1");
        }
        var timeline = Timeline.of(recording.build(), 4);
        assertThat(timeline.step()).isEqualTo(3);
        assertThat(timeline.slices()).extracting(Slice::at).containsExactly(0L, 3L, 6L, 9L);
        assertThat(timeline.slices().get(0).offered()).isCloseTo(10, within(1e-9));
    }

    @Test
    void startsAtTheFirstRequestWhereNoEventTellsTheStart() {
        var recording = new TestingRecording().answered(7300, 5, "b1").build();
        assertThat(Timeline.of(recording, MANY).slices())
                .extracting(Slice::at, Slice::offered, Slice::achieved)
                .containsExactly(row(0, 1, 1));
    }

    @Test
    void keepsWhatCameBeforeTheStart() {
        var recording = new TestingRecording()
                .event(5000, "workload", "started", "")
                .answered(4500, 5, "b1")
                .answered(5500, 5, "b1")
                .build();
        assertThat(Timeline.of(recording, MANY).slices()).extracting(Slice::at).containsExactly(-1L, 0L);
    }

    @Test
    void anEmptyRecordingHasNoSlices() {
        assertThat(Timeline.of(new TestingRecording().build(), MANY).slices()).isEmpty();
    }

    private static Tuple row(long at, double offered, double achieved) {
        return tuple(at, offered, achieved);
    }
}
