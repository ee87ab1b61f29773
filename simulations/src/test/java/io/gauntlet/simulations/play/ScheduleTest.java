package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answering;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.gauntlet.simulations.plan.Phase;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schedule is Gatling's own, and the ledger's intended times are the schedule's. */
final class ScheduleTest {
    @TempDir
    Path folder;

    @Test
    void constantRateIsEvenlySpaced() {
        Schedule schedule = new Schedule(List.of(new Phase(200, 200, 2)));

        assertThat(schedule.size()).isEqualTo(400);
        assertThat(IntStream.range(0, 400))
                .allSatisfy(k -> assertThat(schedule.dueNanos(k)).isEqualTo(k * 5_000_000L));
    }

    @Test
    void rampHasAsManyArrivalsAsTheAreaBelowIt() {
        Schedule schedule = new Schedule(List.of(new Phase(0, 100, 4), new Phase(100, 100, 1)));

        assertThat(schedule.size()).isEqualTo(300);
        assertThat(schedule.dueBy(TimeUnit.SECONDS.toNanos(2) - 1)).isEqualTo(50);
        assertThat(schedule.dueNanos(200)).isEqualTo(TimeUnit.SECONDS.toNanos(4));
        assertThat(schedule.durationNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void pauseHasNoArrivals() {
        Schedule schedule = new Schedule(List.of(new Phase(1, 1, 1), new Phase(0, 0, 3), new Phase(1, 1, 1)));

        assertThat(schedule.size()).isEqualTo(2);
        assertThat(schedule.dueNanos(1)).isEqualTo(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void intendedTimesAreTheSchedulesAndNeverAfterTheSending() throws Exception {
        List<Phase> phases = List.of(new Phase(0, 150, 2), new Phase(150, 150, 1));
        Schedule schedule = new Schedule(phases);
        try (RawServer server = new RawServer(answering(200, "hello"))) {
            Played played = play(plan(folder, shared(server.url(), 0), phases, gets()));

            assertThat(played.result().aborted()).isNull();
            Map<Integer, Long> intended = new HashMap<>();
            for (NamedCsvRecord row : played.rows()) {
                String id = row.getField("id");
                long due = Long.parseLong(row.getField("intended"));
                intended.put(Integer.parseInt(id.substring(id.lastIndexOf('-') + 1)), due);
                assertThat(Long.parseLong(row.getField("sent"))).isGreaterThanOrEqualTo(due);
            }
            assertThat(intended).hasSize(schedule.size());
            assertThat(intended)
                    .allSatisfy((sequence, due) ->
                            assertThat(due - played.zeroSecond()).isEqualTo(schedule.dueNanos(sequence)));
            // Second 0 is no guess from afar: the most punctual arrival is hardly late.
            assertThat(leastLatenessMillis(played.rows())).isLessThan(100);
        }
    }

    private static double leastLatenessMillis(List<NamedCsvRecord> rows) {
        return rows.stream()
                        .mapToLong(
                                row -> Long.parseLong(row.getField("sent")) - Long.parseLong(row.getField("intended")))
                        .min()
                        .orElseThrow()
                / 1e6;
    }
}
