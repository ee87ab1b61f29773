package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answer;
import static io.gauntlet.simulations.play.RawServer.hang;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.gets;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static io.gauntlet.simulations.play.TestingPlans.target;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.gauntlet.simulations.plan.Plan;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment that ends before its time ends soon, and accounts for everything. */
final class EarlyEndTest {
    private static final int LONG_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void stopEndsTheExperimentAndTellsWhatWasOpen() throws Exception {
        AtomicInteger served = new AtomicInteger();
        EarlyEnd end = new EarlyEnd();
        try (RawServer server = new RawServer((request, socket) -> {
            int number = served.incrementAndGet();
            if (number == 30) {
                end.ask("stopped");
            }
            if (number % 10 == 0) {
                return hang(socket);
            }
            answer(socket, 200, "hello");
            return true;
        })) {
            Instant begin = Instant.now();
            Played played = play(plan(folder, shared(server.url(), 0), constant(50, LONG_SECONDS), gets()), end);

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(LONG_SECONDS / 2));
            assertThat(played.result().aborted()).isEqualTo("stopped");
            assertAccounted(played);
            assertThat(played.rows())
                    .filteredOn(row -> row.getField("outcome").equals("timed_out"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(row -> assertThat(row.getField("error")).isEqualTo("aborted: stopped"));
        }
    }

    @Test
    void impossibleRateIsGivenUpSoonAndDoesNotDisturbTheNextExperiment() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        Plan plan = plan(folder, target("http://127.0.0.1:" + port), constant(100_000, LONG_SECONDS), gets());

        Instant begin = Instant.now();
        Played played = play(plan);

        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(LONG_SECONDS / 2));
        assertThat(played.result().aborted()).startsWith("injector saturated: ");
        assertAccounted(played);
        assertThat(played.rows())
                .anySatisfy(row -> assertThat(row.getField("outcome")).isEqualTo("not_sent"));
        nextExperimentIsNotDisturbed();
    }

    private void nextExperimentIsNotDisturbed() throws Exception {
        try (RawServer server = new RawServer(RawServer.answering(200, "hello"))) {
            Path next = folder.resolve("next");
            Played played = play(plan(next, shared(server.url(), 0), constant(20, 2), gets()));

            assertThat(played.result()).isEqualTo(new PlayResult(40, 0, null, null));
            assertThat(played.rows()).hasSize(40);
        }
    }

    private static void assertAccounted(Played played) {
        List<NamedCsvRecord> rows = played.rows();
        assertThat(rows.stream().map(row -> row.getField("id")).distinct().count())
                .isEqualTo(rows.size())
                .isEqualTo(played.result().requests());
        assertThat(rows.stream()
                        .filter(row -> !row.getField("outcome").equals("answered"))
                        .count())
                .isEqualTo(played.result().failed());
    }
}
