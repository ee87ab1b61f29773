package io.gauntlet.simulations.play;

import static io.gauntlet.simulations.play.RawServer.answer;
import static io.gauntlet.simulations.play.RawServer.reset;
import static io.gauntlet.simulations.play.TestingPlans.constant;
import static io.gauntlet.simulations.play.TestingPlans.plan;
import static io.gauntlet.simulations.play.TestingPlans.play;
import static io.gauntlet.simulations.play.TestingPlans.shared;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.gauntlet.simulations.plan.MixEntry;
import io.gauntlet.simulations.play.RawServer.Received;
import io.gauntlet.simulations.play.TestingPlans.Played;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gatling sends a request again, of its own accord, when a pooled connection breaks before the answer. */
final class ReplayTest {
    private static final List<MixEntry> POSTS = List.of(new MixEntry("POST", "/work", 1, 100));

    @TempDir
    Path folder;

    @Test
    void everyWriteOfAReplayedRequestHasItsOwnRow() throws Exception {
        try (RawServer server = new RawServer((request, socket) -> {
            if (request.number() == 3) {
                return false;
            }
            answer(socket, 200, "hello");
            return true;
        })) {
            Played played = play(plan(folder, shared(server.url(), 0), constant(100, 2), POSTS));

            assertThat(played.result().failed()).isZero();
            assertThat(played.result().requests()).isEqualTo(200);
            assertThat(played.rows())
                    .extracting(row -> row.getField("id") + "/" + row.getField("attempt"))
                    .containsExactlyInAnyOrderElementsOf(
                            server.received().stream().map(Received::attempt).toList());
            List<NamedCsvRecord> replayed = played.rows().stream()
                    .filter(row -> row.getField("error").equals("replayed by the client"))
                    .toList();
            assertThat(replayed).hasSizeGreaterThan(10);
            assertThat(replayed)
                    .allSatisfy(row -> assertThat(row.getField("outcome")).isEqualTo("closed"));
            assertThat(replayed)
                    .allSatisfy(row -> assertThat(row.getField("attempt")).isEqualTo("1"));
            assertThat(played.rows().stream()
                            .filter(row -> row.getField("attempt").equals("2"))
                            .toList())
                    .hasSameSizeAs(replayed)
                    .allSatisfy(row -> assertThat(row.getField("outcome")).isEqualTo("answered"));
        }
    }

    @Test
    void attemptsAndWritesAgreeAlsoWhenPooledConnectionsAreReset() throws Exception {
        try (RawServer server = new RawServer((request, socket) -> {
            if (request.number() == 3) {
                return reset(socket);
            }
            answer(socket, 200, "hello");
            return true;
        })) {
            Played played = play(plan(folder, shared(server.url(), 0), constant(100, 2), POSTS));

            assertThat(played.rows())
                    .extracting(row -> row.getField("id") + "/" + row.getField("attempt"))
                    .containsExactlyInAnyOrderElementsOf(
                            server.received().stream().map(Received::attempt).toList());
            assertThat(played.rows()).extracting(row -> row.getField("outcome")).containsOnly("answered", "reset");
        }
    }

    @Test
    void replayThatIsRefusedIsASecondAttempt() throws Exception {
        AtomicReference<@Nullable RawServer> self = new AtomicReference<>();
        try (RawServer server = new RawServer((request, socket) -> {
            if (request.number() == 2) {
                requireNonNull(self.get()).stopListening();
                return false;
            }
            answer(socket, 200, "hello");
            return true;
        })) {
            self.set(server);
            Played played = play(plan(folder, shared(server.url(), 0), constant(10, 1), POSTS));

            // The listener may take one more connection while it is being closed.
            List<NamedCsvRecord> second = played.rows().stream()
                    .filter(row -> row.getField("attempt").equals("2"))
                    .filter(row -> row.getField("outcome").equals("refused"))
                    .toList();
            assertThat(second).isNotEmpty();
            assertThat(played.rows().stream()
                            .filter(row ->
                                    row.getField("id").equals(second.get(0).getField("id")))
                            .map(row -> row.getField("outcome")))
                    .containsExactly("closed", "refused");
        }
    }
}
